/** @throws unless the page is served, its paths lead to it, and the API answers on its origin. */
export async function checkPage(page: string): Promise<void> {
  for (const path of ['/', '/rooms/some-room']) {
    const { status, type } = await look(`${page}${path}`);
    if (status !== 200) throw new Error(`${path} was answered ${status}`);
    if (!type.startsWith('text/html')) throw new Error(`${path} is no page: ${type || 'of no type'}`);
  }
  const { status } = await look(`${page}/api/health`);
  if (status !== 200) throw new Error(`/api/health was answered ${status}`);
}

async function look(url: string): Promise<{ readonly status: number; readonly type: string }> {
  const response = await fetch(url);
  await response.body?.cancel();
  return { status: response.status, type: response.headers.get('content-type') ?? '' };
}
