import type { Gateway } from '../../gateway/post.ts';
import { beginSpan, type Span } from './span.ts';

/** Posts that are under way together: one span, since a batch has one for each connection. */
type Posts = {
  readonly span: Span | undefined;
  readonly counts: Record<'posted' | 'gone' | 'failed', number>;
};

/** Posts that are shown in the invocation's trace, those that are under way together as one span with their number. */
export function tracedPosts(post: Gateway['post']): Gateway['post'] {
  let underWay = 0;
  let posts: Posts | undefined;
  const begin = (): Posts => {
    underWay += 1;
    posts ??= { span: beginSpan('gateway'), counts: { posted: 0, gone: 0, failed: 0 } };
    return posts;
  };
  const end = ({ span, counts }: Posts): void => {
    underWay -= 1;
    if (underWay > 0) return;
    posts = undefined;
    span?.end({ annotations: counts, fault: counts.failed > 0 });
  };
  return async (...given) => {
    const batch = begin();
    try {
      const outcome = await post(...given);
      batch.counts[outcome] += 1;
      return outcome;
    } catch (error) {
      batch.counts.failed += 1;
      throw error;
    } finally {
      end(batch);
    }
  };
}
