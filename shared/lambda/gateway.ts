import { type Gateway, openGateway } from '../gateway/post.ts';
import { required } from './environment.ts';
import { count } from './metrics.ts';

const opened = openGateway(required('CALLBACK_URL'), {
  onRetry: (status) => {
    count('PostRetries');
    if (status === 429) count('PostsThrottled');
  },
});

/** The gateway's callback API, by its configured URL. What becomes of each post is counted. */
export const gateway: Gateway = {
  ...opened,
  post: async (connection, frame, withinMs) => {
    try {
      const outcome = await opened.post(connection, frame, withinMs);
      count(outcome === 'gone' ? 'PostsGone' : 'Posts');
      return outcome;
    } catch (error) {
      count('PostsFailed');
      throw error;
    }
  },
};
