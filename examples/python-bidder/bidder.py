"""An agent in Python: it counts the words of a text, and takes its time. It speaks docs/protocol.md with nats-py alone."""
import array, asyncio, base64, hashlib, itertools, json, os, signal, uuid
import nats

MESH, TAKES_S, SLOTS = os.environ.get("PARLEY_MESH", "dev"), float(os.environ.get("TAKES_S", "0.2")), 4
SPACE = os.environ.get("PARLEY_SPACE", "all-MiniLM-L6-v2:q8:mean:3d1636875cd6")
AGENT, INSTANCE = "counter", f"py{os.getpid()}"
write = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
sha16 = lambda data: hashlib.sha256(data).hexdigest()[:16]
takes = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
does = {"name": "count-words", "input": takes, "output": {"type": "object", "properties": {"words": {"type": "integer"}}}}
does |= {"schemaHash": sha16(write(does)), "description": "Count words in a text.", "tags": [], "hints": {"slots": SLOTS},
         "examples": ["how many words has this letter"]}
texts = [does["description"], *does["examples"]]  # it begins with the words of the name: they would stand before it else
working, answers = {}, {}  # by conversation and attempt: the work, and what was said last

async def main():
    nc = await nats.connect(os.environ.get("NATS_URL", "nats://127.0.0.1:4222"))

    async def say(to, act, body, about):
        answers[about["conversation"], about.get("attempt")] = act, body
        if len(answers) > 4096: del answers[next(iter(answers))]
        same = {field: about[field] for field in ("conversation", "task", "attempt") if field in about}
        same |= {"inReplyTo": about["id"]} if "id" in about else {}
        message = {"v": 1, "id": uuid.uuid4().hex, "performative": act, "from": f"{AGENT}/{INSTANCE}", "body": body, **same}
        await nc.publish(to, write(message))

    async def work(award, to, key, text):
        try:
            await say(to, "agree", {"etaMs": TAKES_S * 1000}, award)
            for tenth in range(1, 11):
                await asyncio.sleep(TAKES_S / 10)
                await say(to, "inform-progress", {"share": tenth / 10}, award)
            await say(to, "inform-result", {"output": {"words": len(text.split())}}, award)
        except asyncio.CancelledError:
            await say(to, "failure", {"code": "cancelled", "text": "It was cancelled.", "retryable": True}, award)
        del working[key]

    async def heard(msg):
        message = json.loads(msg.data)
        act, key, to = message["performative"], (message["conversation"], message.get("attempt")), msg.reply
        text = (message["body"].get("input") or {}).get("text")
        if act == "cancel" and key in working: working[key].cancel()
        elif act in ("accept-proposal", "cancel") and key in answers: await say(to, *answers[key], message)  # the same again
        elif act in ("cancel", "reject-proposal"): pass
        elif act not in ("cfp", "accept-proposal"):
            await say(to, "not-understood", {"code": "unknown-performative", "text": f"It does not know {act}."}, message)
        elif not isinstance(text, str):
            wants = {"code": "missing-input", "text": "text: required", "missing": ["text"], "schema": takes}
            await say(to, "not-understood", wants, message)
        elif act == "cfp":
            offer = {"price": {"amount": "0.01", "currency": "USD"}, "etaMs": TAKES_S * 1000, "validForMs": 20000}
            await say(to, "propose", {**offer, "fit": {"status": "ok"}, "freeSlots": SLOTS - len(working)}, message)
        elif len(working) == SLOTS: await say(to, "refuse", {"code": "no-slot", "text": "All slots are taken."}, message)
        else: working[key] = asyncio.create_task(work(message, to, key, text))

    await nc.subscribe(f"parley.{MESH}.*.{AGENT}.{INSTANCE}", cb=heard)
    embed = await nc.request(f"parley.{MESH}.embed.{sha16(SPACE.encode())}", write({"v": 1, "texts": texts, "role": "document"}), 30)
    floats = [array.array("f", base64.b64decode(each)) for each in json.loads(embed.data)["vectors"]]
    scales = [max(map(abs, each)) / 127 for each in floats]
    data = [array.array("b", [round(n / scale) for n in each]) for each, scale in zip(floats, scales)]
    vectors = [{"textHash": sha16(text.encode()), "scale": scale, "data": base64.b64encode(each).decode()}
               for text, scale, each in zip(texts, scales, data)]
    me = {"agent": AGENT, "instance": INSTANCE, "version": "0.1.0", "pid": os.getpid(), "space": SPACE}
    adverts, key = await nc.jetstream().key_value(f"parley_{MESH}_adverts"), f"{AGENT}.{INSTANCE}.{does['name']}"
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    async def tell(act, state):
        load = {"working": len(working), "slots": SLOTS, "held": 0}
        body = {"state": state, "load": load, "pid": os.getpid(), "space": SPACE}
        await say(f"parley.{MESH}.presence.{act}.{AGENT}.{INSTANCE}", act, body, {"conversation": "presence"})

    await tell("hello", "available")
    for beat in itertools.count():
        if beat % 40 == 0: await adverts.put(key, write({"v": 1, **me, "capability": does, "vectors": vectors}))
        if beat == 0: print("ready", flush=True)
        await tell("beat", "available" if len(working) < SLOTS else "saturated")
        await asyncio.wait([asyncio.create_task(stop.wait())], timeout=0.5)
        if stop.is_set(): break
    await adverts.delete(key)
    await tell("bye", "stopped")
    await nc.drain()

asyncio.run(main())
