/** What cfn-lint says in JSON of something that it found. */
export type Finding = {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
  readonly Message: string;
};

/** Findings that stay: of one rule, at one kind of place, with the reason. */
export type Accepted = { readonly rule: string; readonly place: RegExp; readonly reason: string };

/** Where something was found, as its path in the template. */
const placeOf = ({ Location }: Finding): string => (Location.Path ?? []).join('/');

const isAccepted = (finding: Finding, { rule, place }: Accepted): boolean =>
  finding.Rule.Id === rule && place.test(placeOf(finding));

/** Findings that nothing accepts, a line each. */
export function unaccepted(findings: readonly Finding[], accepted: readonly Accepted[]): readonly string[] {
  return findings
    .filter((finding) => !accepted.some((one) => isAccepted(finding, one)))
    .map((finding) => `${finding.Rule.Id} ${placeOf(finding)}: ${finding.Message}`);
}

/** What is accepted and was found nowhere: a reason without its subject, to be taken out. */
export function unneeded(findings: readonly Finding[], accepted: readonly Accepted[]): readonly Accepted[] {
  return accepted.filter((one) => !findings.some((finding) => isAccepted(finding, one)));
}
