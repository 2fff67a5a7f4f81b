/** An app that synthesizes nothing: it puts a copy of an assembly where the CDK would. */
export const copyOf = (assembly: string): string => `cp -R '${assembly}/.' "$CDK_OUTDIR"`;
