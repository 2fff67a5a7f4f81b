"""A client that isn't ours, in a language that isn't ours, against the echo app on the local gateway.

Prints a line for each check, and ends with the count. What it needs is in the environment: SOCKET_URL, MANAGEMENT_URL,
ACCESS_KEY_ID, SECRET_ACCESS_KEY and REGION.
"""

import asyncio
import json
import os
import sys

import boto3
import websockets
from botocore.config import Config
from botocore.exceptions import ClientError

SOCKET_URL = os.environ["SOCKET_URL"]
LIMIT_SECONDS = 20
checks = []


def check(function):
    checks.append(function)
    return function


def management(**other):
    settings = {
        "endpoint_url": os.environ["MANAGEMENT_URL"],
        "region_name": os.environ["REGION"],
        "aws_access_key_id": os.environ["ACCESS_KEY_ID"],
        "aws_secret_access_key": os.environ["SECRET_ACCESS_KEY"],
    }
    return boto3.client(
        "apigatewaymanagementapi",
        **{**settings, **other},
        config=Config(retries={"max_attempts": 0}, proxies={}),
    )


def connect(user="ann", **options):
    headers = {} if user is None else {"x-user": user}
    return websockets.connect(SOCKET_URL, extra_headers=headers, **options)


async def call(function, **parameters):
    """boto3 blocks; the sockets must not wait for it."""
    return await asyncio.to_thread(function, **parameters)


async def ask(socket, frame):
    await socket.send(json.dumps(frame))
    return json.loads(await socket.recv())


async def id_of(socket):
    """The connection's id, as error frames tell it."""
    return (await ask(socket, {"service": "nothing", "action": "known"}))["connectionId"]


async def status_of_handshake(user):
    try:
        async with connect(user):
            return 101
    except websockets.exceptions.InvalidStatusCode as refusal:
        return refusal.status_code


async def close_code_after(frames, **options):
    async with connect(**options) as socket:
        await socket.send(frames)
        try:
            await socket.recv()
        except websockets.exceptions.ConnectionClosed as closed:
            return closed.rcvd.code
    return None


async def error_of(function, **parameters):
    try:
        await call(function, **parameters)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    return None


def same(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}")


@check
async def a_handshake_with_a_header_of_its_own_is_let_in():
    same(await status_of_handshake("ann"), 101)


@check
async def a_handshake_without_the_header_is_a_401():
    same(await status_of_handshake(None), 401)


@check
async def a_handshake_that_the_authorizer_does_not_know_is_a_401():
    same(await status_of_handshake("nobody"), 401)


@check
async def a_handshake_that_the_policy_denies_is_a_403():
    same(await status_of_handshake("eve"), 403)


@check
async def a_two_way_route_answers_with_the_context_of_the_authorizer():
    frame = {"service": "echo", "action": "twoWay", "text": "grüße 🙂"}
    async with connect() as socket:
        same(await ask(socket, frame), {"youSent": frame, "by": "ann", "level": "7"})


@check
async def a_one_way_route_answers_by_a_post():
    frame = {"service": "echo", "action": "oneWay"}
    async with connect() as socket:
        same((await ask(socket, frame))["youSent"], frame)


@check
async def a_frame_in_three_fragments_is_one_message():
    async with connect() as socket:
        await socket.send(['{"service":"echo",', '"action":"two', 'Way"}'])
        same(json.loads(await socket.recv())["youSent"], {"service": "echo", "action": "twoWay"})


@check
async def a_ping_is_answered():
    async with connect() as socket:
        await (await socket.ping())


@check
async def a_frame_without_a_route_gets_an_error_frame_and_the_socket_stays():
    async with connect() as socket:
        frame = await ask(socket, {"service": "nothing", "action": "known"})
        same(set(frame), {"message", "connectionId", "requestId"})
        same(frame["message"], "Forbidden")
        same((await ask(socket, {"service": "echo", "action": "twoWay"}))["by"], "ann")


@check
async def a_post_reaches_the_client():
    async with connect() as socket:
        answer = await call(management().post_to_connection, ConnectionId=await id_of(socket), Data="héllo")
        same(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
        same(await socket.recv(), "héllo")


@check
async def get_connection_tells_when_and_who():
    async with connect() as socket:
        answer = await call(management().get_connection, ConnectionId=await id_of(socket))
        same(answer["Identity"]["SourceIp"], "127.0.0.1")
        same("websockets" in answer["Identity"]["UserAgent"], True)
        same(answer["ConnectedAt"] <= answer["LastActiveAt"], True)


@check
async def delete_connection_closes_with_1000_and_then_it_is_gone():
    async with connect() as socket:
        connection_id = await id_of(socket)
        answer = await call(management().delete_connection, ConnectionId=connection_id)
        same(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
        await asyncio.wait_for(socket.wait_closed(), LIMIT_SECONDS)
        same(socket.close_code, 1000)
        gone = await error_of(management().get_connection, ConnectionId=connection_id)
        same(gone, (410, "GoneException"))


@check
async def a_post_to_who_has_left_is_the_exception_that_boto3_models():
    async with connect() as socket:
        connection_id = await id_of(socket)
    client = management()
    try:
        await call(client.post_to_connection, ConnectionId=connection_id, Data="x")
    except client.exceptions.GoneException:
        return
    raise AssertionError("the post was accepted")


@check
async def a_post_over_128_kb_is_refused_and_the_socket_stays():
    async with connect() as socket:
        client = management()
        long = await error_of(
            client.post_to_connection, ConnectionId=await id_of(socket), Data="x" * (128 * 1024 + 1)
        )
        same(long, (413, "PayloadTooLargeException"))
        same((await ask(socket, {"service": "echo", "action": "twoWay"}))["by"], "ann")


async def refusal_of_post(**settings):
    async with connect() as socket:
        post = management(**settings).post_to_connection
        return await error_of(post, ConnectionId=await id_of(socket), Data="x")


@check
async def a_post_signed_with_a_wrong_secret_is_a_403():
    refusal = await refusal_of_post(aws_secret_access_key="wrong")
    same(refusal, (403, "InvalidSignatureException"))


@check
async def a_post_signed_with_an_unknown_key_is_a_403():
    refusal = await refusal_of_post(aws_access_key_id="AKIAUNKNOWN")
    same(refusal, (403, "UnrecognizedClientException"))


@check
async def a_post_signed_for_another_region_is_a_403():
    refusal = await refusal_of_post(region_name="eu-west-3")
    same(refusal, (403, "InvalidSignatureException"))


@check
async def a_post_to_an_endpoint_without_its_stage_is_forbidden():
    refusal = await refusal_of_post(endpoint_url=os.environ["MANAGEMENT_URL"].rsplit("/", 1)[0])
    same(refusal, (403, "ForbiddenException"))


@check
async def a_binary_frame_closes_with_1003():
    same(await close_code_after(b'{"service":"echo","action":"twoWay"}'), 1003)


@check
async def a_frame_over_32_kb_closes_with_1009():
    same(await close_code_after("x" * (32 * 1024 + 1)), 1009)


@check
async def a_message_over_128_kb_in_small_frames_closes_with_1009():
    same(await close_code_after(["x" * (32 * 1024)] * 5), 1009)


async def run():
    failed = 0
    for function in checks:
        name = function.__name__.replace("_", " ")
        try:
            await asyncio.wait_for(function(), LIMIT_SECONDS)
            print(f"ok   {name}", flush=True)
        except Exception as error:  # Whatever it is, the other checks are still worth running.
            failed += 1
            print(f"FAIL {name}: {type(error).__name__}: {error}", flush=True)
    versions = f"Python {sys.version.split()[0]}, websockets {websockets.version.version}, boto3 {boto3.__version__}"
    print(f"{versions}\n{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(asyncio.run(run()))
