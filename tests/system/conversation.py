"""Many say much at the same time, and everybody must have each message once and in order."""

import time

DOUBLES_SECONDS = 2  # whatever would come twice has come by then


class Conversation:
    """Of bots (earshot_process.Earshot) that all see each other."""

    def __init__(self, test, people, bots):
        self.test = test
        self.bots = {person.nick: bot for person, bot in zip(people, bots)}
        self.to_all = {}  # by who says it
        self.to_one = {}  # by who says it to whom

    def say(self, room_each, direct_each):
        """Everybody says so many in the lobby and so many to each other one, all at once."""
        for nick, bot in self.bots.items():
            self.to_all[nick] = [f"room {nick} {n}" for n in range(room_each)]
            for text in self.to_all[nick]:
                bot.say({"do": "send", "room": "lobby", "text": text})
            for other in self.others(nick):
                self.to_one[nick, other] = [f"direct {nick} {other} {n}" for n in range(direct_each)]
                for text in self.to_one[nick, other]:
                    bot.say({"do": "send", "to": other, "text": text, "queue": True})

    def others(self, nick):
        return [other for other in self.bots if other != nick]

    def hear(self, seconds):
        """Waits until everybody has as many as there are, and a little for doubles; then looks at each."""
        deadline = time.monotonic() + seconds
        for nick, bot in self.bots.items():
            expected = sum(len(self.to_all[other]) + len(self.to_one[other, nick]) for other in self.others(nick))
            what = f"{expected} messages to {nick}"
            bot.wait(lambda bot=bot, expected=expected: count_incoming(bot) >= expected or None, what,
                     deadline - time.monotonic())  # fmt: skip
        time_for_doubles = time.monotonic() + DOUBLES_SECONDS
        with bot.changed:
            bot.changed.wait_for(lambda: False, time_for_doubles - time.monotonic())
        for nick in self.bots:
            for other in self.others(nick):
                self.check(nick, other)
            authors = {line["from"]["nick"] for line in self.incoming(nick)}
            self.test.assertEqual(authors, set(self.others(nick)))

    def incoming(self, nick):
        return [line for line in self.bots[nick].objects() if line["type"] == "message" and line["dir"] == "in"]

    def check(self, nick, other):
        """What one has of the other."""
        theirs = [line for line in self.incoming(nick) if line["from"]["nick"] == other]
        room = [line for line in theirs if line["conv"]["kind"] == "room"]
        # What could not be had for ten seconds comes late, says so, and is shown at its place.
        news = [line["text"] for line in room if not line["replay"]]
        late = [line["text"] for line in room if line["replay"]]
        who = f"{nick} hears {other} in the room"
        self.test.assertEqual(sorted(news + late), sorted(self.to_all[other]), who)
        self.test.assertEqual(news, [text for text in self.to_all[other] if text not in late], who)
        direct = [line["text"] for line in theirs if line["conv"]["kind"] == "peer"]
        self.test.assertEqual(direct, self.to_one[other, nick], f"{other} to {nick}")


def count_incoming(bot):
    return sum('"type":"message"' in line and '"dir":"in"' in line for line in bot.said)
