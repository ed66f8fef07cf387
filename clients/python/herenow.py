"""A small client for the herenow.v1 protocol, written from docs/protocol.md alone.

It attaches, publishes, reads history, takes part in presence and comes back after a cut: enough to see how a client
in another language is made. It is not a package.
"""

import asyncio
import json
import random
import secrets

import websockets

# A server's frame is at most 256 KiB.
LARGEST_FRAME = 262_144
# Close codes after which coming back would end the same way.
FINAL_CODES = {4001, 4003, 4004, 4006, 4007, 4011}
BACKOFF = [0.25, 0.5, 1, 2, 4, 8, 15]


def pause_for(retry_after):
    """Seconds to wait where the server said how many milliseconds: within bounds, and not all clients at once."""
    seconds = min(max(retry_after / 1000, 0.5), 60)
    return seconds * (1 + random.random() / 4)


class Refused(Exception):
    """The server answered a request with an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.retryable = error.get("retryable", False)
        self.pause = pause_for(error.get("retryAfter", 0))


class Channel:
    """What a client knows of a channel that it follows."""

    def __init__(self, name, presence):
        self.name = name
        self.presence = presence
        self.position = None  # { epoch, offset }: where the next attach goes on from
        self.proof = None  # shows the server that we were attached
        self.recovered = None
        self.attached = asyncio.Event()
        self.messages = asyncio.Queue()
        self.members = {}  # by connectionId
        self.changes = asyncio.Queue()
        self.shown = asyncio.Event()  # the first snapshot is here
        self.revision = None
        self._pages = []
        self._seen = {}  # ids of the last messages, in order
        self._early = []  # messages that came before the answer to the attach

    def take_attach(self, result):
        self.recovered = result["recovered"]
        self.position = {"epoch": result["epoch"], "offset": result["offset"]}
        self.proof = result.get("proof")
        self.attached.set()
        early, self._early = self._early, []
        for message in early:
            self.take_message(message)

    def lose(self):
        self.attached.clear()
        self._early = []

    def take_message(self, message):
        if not self.attached.is_set():
            self._early.append(message)
            return
        offset = message.get("offset")
        if offset is not None:
            if offset <= self.position["offset"]:
                return
            self.position["offset"] = offset
        if message["id"] in self._seen:
            return
        self._seen[message["id"]] = None
        if len(self._seen) > 2000:
            del self._seen[next(iter(self._seen))]
        self.messages.put_nowait(message)

    def take_snapshot(self, item):
        if item["first"]:
            self._pages = []
        self._pages.extend(item["connections"])
        if item["last"]:
            here = {entry["connectionId"]: entry for entry in self._pages}
            # A server that has just started may not know everyone yet.
            self.members = {**self.members, **here} if item["settling"] else here
            self.revision = item["revision"]
            self.shown.set()

    def take_changes(self, item):
        """Returns whether a revision was missed: then a new snapshot is wanted."""
        if self.revision is None or item["revision"] <= self.revision:
            return False
        if item["revision"] > self.revision + 1:
            return True
        self.revision = item["revision"]
        for change in item["changes"]:
            if change["action"] in ("leave", "timeout"):
                self.members.pop(change["connectionId"], None)
            else:
                self.members[change["connectionId"]] = change
            self.changes.put_nowait((change["action"], change["clientId"]))
        return False


class Client:
    def __init__(self, url, client_id=None, info=None, token=None):
        self.url = url
        self.client_id = client_id
        self.info = info
        self.token = token
        self.connection_id = None
        self.resumed = None
        self.connected = asyncio.Event()
        self.channels = {}
        self._states = {}  # own presence: channel → state
        self._socket = None
        self._resume_key = None
        self._next_id = 1
        self._attempt = 0  # since the last welcome
        self._pause = 0  # seconds that the server asked for before the next connection
        self._answers = {}  # id → (item, future)
        self._publishing = {}  # channel → lock: one publish at a time keeps the order
        self._task = asyncio.create_task(self._run())

    async def attach(self, name, presence=False):
        channel = self.channels.setdefault(name, Channel(name, presence))
        await self.connected.wait()
        if not channel.attached.is_set():
            await self._attach(channel)
        return channel

    async def publish(self, channel, name, data, message_id=None):
        """Resolves once the server has stored the message. Sent again under the same id until that is known."""
        message = {"id": message_id or secrets.token_urlsafe(16), "name": name, "data": data}
        async with self._publishing.setdefault(channel, asyncio.Lock()):
            resume = False
            while True:
                item = {"type": "publish", "channel": channel, "messages": [message]}
                if resume:
                    item["resume"] = True
                try:
                    result = await self.request(item)
                except ConnectionError:
                    continue
                outcome = result["outcomes"][0]
                if "error" not in outcome:
                    return outcome
                refused = Refused(outcome["error"])
                if not refused.retryable:
                    raise refused
                resume = True
                await asyncio.sleep(refused.pause)

    async def history(self, channel, limit=50, direction="backwards", **bounds):
        return await self.request(
            {"type": "history", "channel": channel, "limit": limit, "direction": direction, **bounds}
        )

    async def enter(self, channel, state=None):
        self._states[channel] = state
        await self.request({"type": "presence", "channel": channel, "action": "enter", "state": state})

    async def leave(self, channel):
        self._states.pop(channel, None)
        await self.request({"type": "presence", "channel": channel, "action": "leave"})

    async def request(self, item):
        """Sends a request and returns its result. Raises Refused, or ConnectionError when the answer was lost."""
        await self.connected.wait()
        return await self._ask(item)

    async def close(self):
        self._task.cancel()
        if self._socket is not None:
            await self._socket.close(1000)

    def cut(self):
        """Loses the connection without a word, as a network does."""
        self._socket.transport.abort()

    async def _ask(self, item):
        request_id = self._next_id
        self._next_id += 1
        answer = asyncio.get_running_loop().create_future()
        self._answers[request_id] = (item, answer)
        try:
            await self._socket.send(json.dumps({**item, "id": request_id}))
        except websockets.ConnectionClosed as closed:
            self._answers.pop(request_id, None)
            # The reader hears of it in a later turn. Whoever asks again must wait until then.
            self.connected.clear()
            raise ConnectionError(str(closed)) from closed
        return await answer

    async def _attach(self, channel):
        item = {"type": "attach", "channel": channel.name}
        if channel.presence:
            item["presence"] = True
        if channel.position is not None:
            item["since"] = dict(channel.position)
        if channel.proof is not None:
            item["proof"] = channel.proof
        await self._ask(item)

    async def _run(self):
        while True:
            self._pause = 0
            try:
                await self._serve()
            except (OSError, websockets.WebSocketException):
                pass
            code = getattr(self._socket, "close_code", None)
            self._lose()
            if code in FINAL_CODES:
                return
            await asyncio.sleep(self._pause + random.random() * BACKOFF[min(self._attempt, len(BACKOFF) - 1)])
            self._attempt += 1

    async def _serve(self):
        self._socket = None
        self._socket = await websockets.connect(self.url, subprotocols=["herenow.v1"], max_size=LARGEST_FRAME)
        hello = {
            "type": "hello",
            "version": 1,
            "clientId": self.client_id,
            "info": self.info,
            "token": self.token,
            "resumeKey": self._resume_key,
        }
        # A missing field and null are not the same.
        await self._socket.send(json.dumps({key: value for key, value in hello.items() if value is not None}))
        async for frame in self._socket:
            items = json.loads(frame)
            for item in items if isinstance(items, list) else [items]:
                await self._take(item)

    async def _take(self, item):
        kind = item["type"]
        channel = self.channels.get(item.get("channel"))
        if kind == "welcome":
            self._welcome(item)
        elif kind in ("ok", "error") and "id" in item:
            self._answer(item)
        elif kind == "ping":
            await self._socket.send('{"type":"pong"}')
        elif kind == "message" and channel is not None:
            channel.take_message(item["message"])
        elif kind == "presence-snapshot" and channel is not None:
            channel.take_snapshot(item)
        elif kind == "presence" and channel is not None:
            if channel.take_changes(item):
                self._later(self._ask({"type": "presence-sync", "channel": channel.name}))
        elif kind == "goodbye" and "retryAfter" in item["error"]:
            self._pause = pause_for(item["error"]["retryAfter"])
        elif kind == "detached" and channel is not None:
            channel.lose()
            if item["resumable"]:
                self._later(self._attach(channel))
        # Everything else may come from a later version.

    def _welcome(self, item):
        self.client_id = item["clientId"]
        self.connection_id = item["connectionId"]
        self.resumed = item["resumed"]
        self._resume_key = item["resumeKey"]
        self._attempt = 0
        for channel in self.channels.values():
            self._later(self._attach(channel))
        if not self.resumed:
            for name, state in self._states.items():
                self._later(self._ask({"type": "presence", "channel": name, "action": "enter", "state": state}))
        self.connected.set()

    def _answer(self, item):
        asked, answer = self._answers.pop(item["id"], (None, None))
        if asked is None:
            return
        if item["type"] == "error":
            answer.set_exception(Refused(item["error"]))
            return
        if asked["type"] == "attach":
            # Here, not where it is awaited: what follows in the same frame counts on it.
            self.channels[asked["channel"]].take_attach(item["result"])
        answer.set_result(item.get("result"))

    def _later(self, work):
        async def quietly():
            try:
                await work
            except (ConnectionError, Refused):
                pass  # The next connection asks again.

        asyncio.create_task(quietly())

    def _lose(self):
        self.connected.clear()
        for channel in self.channels.values():
            channel.lose()
        answers, self._answers = self._answers, {}
        for _, answer in answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError("The connection was lost"))
