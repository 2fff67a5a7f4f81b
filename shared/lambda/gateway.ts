import { type Gateway, openGateway } from '../gateway/post.ts';
import { required } from './environment.ts';
import { count } from './metrics.ts';
import { tracedPosts } from './trace/traced-posts.ts';

const { post, close } = openGateway(required('CALLBACK_URL'), {
  onRetry: (status) => {
    count('PostRetries');
    if (status === 429) count('PostsThrottled');
  },
});

const traced = tracedPosts(post);

/** The gateway's callback API, by its configured URL. What becomes of each post is counted, and shown in traces. */
export const gateway: Gateway = {
  close,
  post: async (connection, frame, withinMs) => {
    try {
      const outcome = await traced(connection, frame, withinMs);
      count(outcome === 'gone' ? 'PostsGone' : 'Posts');
      return outcome;
    } catch (error) {
      count('PostsFailed');
      throw error;
    }
  },
};
