"""Runs the client against the server at HERENOW_URL."""

import asyncio
import faulthandler
import os
import secrets
import unittest

from herenow import Client, Refused

URL = os.environ["HERENOW_URL"]

# A client that hangs says where.
faulthandler.dump_traceback_later(100, exit=True)


def soon(awaitable):
    return asyncio.wait_for(awaitable, 10)


class TheProtocol(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.room = f"python:{secrets.token_hex(8)}"
        self.clients = []

    async def asyncTearDown(self):
        for client in self.clients:
            await client.close()

    def client(self, client_id):
        client = Client(URL, client_id=client_id, info={"name": client_id.title()})
        self.clients.append(client)
        return client

    async def test_messages_reach_everybody_once_and_in_order(self):
        ana, ben = self.client("ana"), self.client("ben")
        rooms = [await soon(client.attach(self.room)) for client in (ana, ben)]
        for number in range(20):
            await soon(ana.publish(self.room, "said", {"number": number}))
        for room in rooms:
            heard = [await soon(room.messages.get()) for _ in range(20)]
            self.assertEqual([message["data"]["number"] for message in heard], list(range(20)))
            self.assertEqual({message["clientId"] for message in heard}, {"ana"})
            self.assertTrue(room.messages.empty())

    async def test_an_id_is_one_message(self):
        ana = self.client("ana")
        first = await soon(ana.publish(self.room, "said", 1, message_id='my "own" id'))
        again = await soon(ana.publish(self.room, "said", 2, message_id='my "own" id'))
        self.assertTrue(again["duplicate"])
        self.assertEqual(again["offset"], first["offset"])
        page = await soon(ana.history(self.room))
        self.assertEqual([message["data"] for message in page["messages"]], [1])

    async def test_a_refusal_says_why(self):
        ana = self.client("ana")
        with self.assertRaises(Refused) as refused:
            await soon(ana.publish(self.room, "x" * 101, 1))
        self.assertEqual(refused.exception.code, "invalid_argument")
        with self.assertRaises(Refused) as refused:
            await soon(ana.history("not a channel"))
        self.assertEqual(refused.exception.code, "invalid_argument")

    async def test_history_is_read_page_by_page(self):
        ana = self.client("ana")
        for number in range(25):
            await soon(ana.publish(self.room, "said", number))
        page = await soon(ana.history(self.room, limit=10))
        read = []
        while True:
            read += [message["data"] for message in page["messages"]]
            if not page["more"]:
                break
            before = {"epoch": page["epoch"], "offset": page["messages"][-1]["offset"]}
            page = await soon(ana.history(self.room, limit=10, before=before))
        self.assertEqual(read, list(reversed(range(25))))
        self.assertTrue(page["complete"])

    async def test_presence_shows_who_is_here(self):
        ana, ben = self.client("ana"), self.client("ben")
        room = await soon(ana.attach(self.room, presence=True))
        await soon(room.shown.wait())
        await soon(ben.enter(self.room, {"mood": "fine"}))
        self.assertEqual(await soon(room.changes.get()), ("enter", "ben"))
        self.assertEqual([entry["state"] for entry in room.members.values()], [{"mood": "fine"}])
        here = await soon(ana.request({"type": "here-now", "channels": [self.room]}))
        self.assertEqual(here["totalOccupancy"], 1)
        await soon(ben.leave(self.room))
        self.assertEqual(await soon(room.changes.get()), ("leave", "ben"))
        self.assertEqual(room.members, {})

    async def test_a_cut_costs_nothing(self):
        ana, ben = self.client("ana"), self.client("ben")
        room = await soon(ana.attach(self.room))
        watched = await soon(ben.attach(self.room, presence=True))
        await soon(watched.shown.wait())
        await soon(ana.enter(self.room))
        self.assertEqual(await soon(watched.changes.get()), ("enter", "ana"))
        connection_id = ana.connection_id
        for round_number in range(3):
            ana.cut()
            await soon(ben.publish(self.room, "said", f"missed {round_number}"))
            self.assertEqual((await soon(room.messages.get()))["data"], f"missed {round_number}")
            await soon(ana.connected.wait())
            await soon(room.attached.wait())
            self.assertTrue(room.recovered)
            self.assertTrue(ana.resumed)
            self.assertEqual(ana.connection_id, connection_id)
        # Nobody heard of it: the next change is the leave at the end.
        await soon(ana.leave(self.room))
        self.assertEqual(await soon(watched.changes.get()), ("leave", "ana"))

    async def test_a_cut_is_noticed_at_every_moment(self):
        ana = self.client("ana")
        await soon(ana.attach(self.room))
        for moment in range(12):
            await soon(ana.connected.wait())
            ana.cut()
            for _ in range(moment):
                await asyncio.sleep(0)
            await soon(ana.publish(self.room, "said", moment))
        page = await soon(ana.history(self.room, direction="forwards"))
        self.assertEqual([message["data"] for message in page["messages"]], list(range(12)))

    async def test_what_was_published_during_a_cut_is_stored_once(self):
        ana = self.client("ana")
        room = await soon(ana.attach(self.room))
        publishing = [asyncio.create_task(ana.publish(self.room, "said", number)) for number in range(30)]
        for _ in range(3):
            await asyncio.sleep(0.02)
            await soon(ana.connected.wait())
            ana.cut()
        await asyncio.wait_for(asyncio.gather(*publishing), 30)
        heard = [(await soon(room.messages.get()))["data"] for _ in range(30)]
        self.assertEqual(heard, list(range(30)))
        page = await soon(ana.history(self.room, limit=100, direction="forwards"))
        self.assertEqual([message["data"] for message in page["messages"]], list(range(30)))


if __name__ == "__main__":
    unittest.main()
