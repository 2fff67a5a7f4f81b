import { type Gateway, openGateway } from '../gateway/post.ts';
import { openSigner } from '../gateway/signer.ts';
import { required } from './environment.ts';
import { count } from './metrics.ts';
import { signing } from './signing.ts';
import { tracedPosts } from './trace/traced-posts.ts';

const { post } = openGateway(required('CALLBACK_URL'), {
  sign: openSigner({
    service: 'execute-api',
    region: required('AWS_REGION'),
    credentials: signing.credentials,
  }),
  onRetry: (status) => {
    count('PostRetries');
    if (status === 429) count('PostsThrottled');
  },
});

const traced = tracedPosts(post);

/** The gateway's callback API, by its configured URL. What becomes of each post is counted, and shown in traces. */
export const gateway: Gateway = {
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
