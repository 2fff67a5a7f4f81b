"""Runs MiniStack, with what Parley needs of AWS and it does otherwise. A version that does it itself makes this needless."""

import json
import re

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import apigateway, cloudfront, lambda_svc, s3
from ministack.services.cloudformation import provisioners


# Route responses: it has their API, but no resource type for CloudFormation.


def create_route_response(_logical_id, properties, _stack_name):
    # A route's Ref is its id in AWS, and `<api>/<route>` here.
    route = properties["RouteId"].split("/")[-1]
    answer = {"routeResponseKey": properties["RouteResponseKey"]}
    status, _headers, body = apigateway._create_route_response(properties["ApiId"], route, answer)
    if status >= 300:
        raise ValueError(f"cannot create the route response: {body!r}")
    return json.loads(body)["routeResponseId"], {}


def delete_route_response(physical_id, properties):
    route = properties["RouteId"].split("/")[-1]
    apigateway._delete_route_response(properties["ApiId"], route, physical_id)


provisioners._RESOURCE_HANDLERS.setdefault(
    "AWS::ApiGatewayV2::RouteResponse",
    {"create": create_route_response, "delete": delete_route_response},
)

# Saved log queries: nothing that runs looks at them, and it has no API to keep them in.


def note_query(logical_id, _properties, _stack_name):
    return f"query-{logical_id}", {}


provisioners._RESOURCE_HANDLERS.setdefault(
    "AWS::Logs::QueryDefinition",
    {"create": note_query, "delete": lambda _physical_id, _properties: None},
)

# Alarms on sums of metrics: it has alarms on one metric only.

alarms = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
create_alarm = alarms["create"]
delete_alarm = alarms["delete"]


def create_or_note_alarm(logical_id, properties, stack_name):
    if "Metrics" not in properties:
        return create_alarm(logical_id, properties, stack_name)
    name = properties["AlarmName"]
    return name, {"Arn": f"arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}"}


def delete_or_forget_alarm(physical_id, properties):
    if "Metrics" not in properties:
        delete_alarm(physical_id, properties)


provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"] = {
    **alarms,
    "create": create_or_note_alarm,
    "delete": delete_or_forget_alarm,
}

# A WebSocket authorizer that throws "Unauthorized" is a 401 in AWS, and here a 500 like any other error.

execute = lambda_svc._execute_function_with_config_scope
authorize = apigateway._authorize_ws_connect
unauthorized = set()


def execute_and_note(record, event, *rest, **options):
    result = execute(record, event, *rest, **options)
    if isinstance(event, dict) and event.get("type") == "REQUEST" and (result or {}).get("error"):
        if '"errorMessage": "Unauthorized"' in json.dumps(result, default=str).replace("\\", ""):
            unauthorized.add(event["requestContext"].get("connectionId"))
    return result


async def authorize_as_aws(api_id, route, request_context, *rest):
    refusal, context = await authorize(api_id, route, request_context, *rest)
    if request_context["connectionId"] in unauthorized:
        unauthorized.discard(request_context["connectionId"])
        return (401, "Unauthorized"), None
    return refusal, context


lambda_svc._execute_function_with_config_scope = execute_and_note
apigateway._authorize_ws_connect = authorize_as_aws

# APIs have the names that they have in AWS, and it claims `/health` of every one of them for itself.

app._EXECUTE_API_RE = re.compile(
    r"^([a-f0-9]{8})\.execute-api\.(?:localhost|[\w-]+\.amazonaws\.com)(?::\d+)?$"
)
app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path != "/health")

# CloudFront reaches an API of this account here; it would not call a name of AWS.

connect_target = cloudfront._origin_connect_target


def connect_target_here(origin, viewer_is_https):
    if app._EXECUTE_API_RE.match(origin["domain_name"]):
        return "127.0.0.1", int(app._resolve_port()), False
    return connect_target(origin, viewer_is_https)


cloudfront._origin_connect_target = connect_target_here

# CloudFront reads a bucket over TLS; without this, a bucket that refuses anything else refuses CloudFront too.

origin_allows = s3._cloudfront_origin_allows


def origin_allows_over_tls(*request):
    iam_evaluator.pin_request_origin("127.0.0.1", True)
    return origin_allows(*request)


s3._cloudfront_origin_allows = origin_allows_over_tls

app.main()
