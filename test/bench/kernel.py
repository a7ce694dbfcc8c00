"""The same traffic through the real kernel: a host with the given rules between a client and a container, in namespaces of its own.

Standard input: {"program": "iptables-legacy-restore", "iptables-nft-restore" or "nft", "text": what it reads, "ports": published ports, "containerPorts": the container's, "address": the container's};
standard output: {"established": packets a second, "newFlows": flows a second}. Needs root, iptables-legacy and conntrack.
All runs on one CPU: a packet that is sent into a veth is taken through the host by the CPU that sent it.
"""

import ctypes
import json
import os
import random
import socket
import statistics
import struct
import subprocess
import sys
import time

HOST, CLIENT, CONTAINER = (f"cw-bench-{name}-{os.getpid()}" for name in ("host", "client", "container"))
CLIENT_ADDRESS, HOST_ADDRESS, GATEWAY = "192.168.70.1", "192.168.70.6", "172.17.0.1"
MACS = {"eth0": "02:00:00:00:00:01", "ens33": "02:00:00:00:00:02", "docker0": "02:00:00:00:00:03", "inside": "02:00:00:00:00:04"}
SYN, ACK = 0x02, 0x10
NFT = os.environ.get("NFT", "nft")
BATCH = 16
SECONDS = 2.0
FLOWS = 1000 * BATCH
FIRST_SOURCE_PORT = 1024
CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)


class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class Message(ctypes.Structure):
    """struct mmsghdr"""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vectors", ctypes.POINTER(Iovec)),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("sent", ctypes.c_uint32),
    ]


def run(*words, **options):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def within(namespace, *words, **options):
    return run("ip", "netns", "exec", namespace, *words, **options)


def build(program, text, address):
    """The three namespaces, joined by cables; the host forwards, and both ends throw away what they receive."""
    for namespace in (HOST, CLIENT, CONTAINER):
        run("ip", "netns", "add", namespace)
    for namespace, inside, outer in ((CLIENT, MACS["eth0"], "ens33"), (CONTAINER, MACS["inside"], "veth0")):
        run("ip", "-n", namespace, "link", "add", "eth0", "address", inside, "type", "veth", "peer", "name", outer, "netns", HOST)
    run("ip", "-n", HOST, "link", "set", "ens33", "address", MACS["ens33"])
    run("ip", "-n", HOST, "link", "add", "docker0", "address", MACS["docker0"], "type", "bridge")
    run("ip", "-n", HOST, "link", "set", "veth0", "master", "docker0")
    for namespace, device, prefix in (
        (CLIENT, "eth0", f"{CLIENT_ADDRESS}/24"),
        (HOST, "ens33", f"{HOST_ADDRESS}/24"),
        (HOST, "docker0", f"{GATEWAY}/16"),
        (CONTAINER, "eth0", f"{address}/16"),
    ):
        run("ip", "-n", namespace, "address", "add", prefix, "dev", device)
        run("ip", "-n", namespace, "link", "set", device, "up")
    run("ip", "-n", HOST, "link", "set", "veth0", "up")
    run("ip", "-n", HOST, "neighbour", "replace", CLIENT_ADDRESS, "lladdr", MACS["eth0"], "dev", "ens33", "nud", "permanent")
    run("ip", "-n", HOST, "neighbour", "replace", address, "lladdr", MACS["inside"], "dev", "docker0", "nud", "permanent")
    within(HOST, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
    words = (NFT, "-f", "-") if program == "nft" else (program,)
    within(HOST, *words, input=text)
    for end in (CLIENT, CONTAINER):
        within(end, "iptables-legacy", "-t", "raw", "-A", "PREROUTING", "-p", "tcp", "-j", "DROP")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(macs, source, destination, source_port, destination_port, flags, sequence=0, acknowledgement=0):
    """A TCP segment without options and data, as it lies on the wire."""
    ends = socket.inet_aton(source) + socket.inet_aton(destination)
    tcp = struct.pack("!HHIIBBHHH", source_port, destination_port, sequence, acknowledgement, 0x50, flags, 65535, 0, 0)
    tcp = tcp[:16] + struct.pack("!H", checksum(ends + struct.pack("!HH", 6, len(tcp)) + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + ends
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return b"".join(bytes.fromhex(mac.replace(":", "")) for mac in macs) + b"\x08\x00" + ip + tcp


class Sender:
    """A packet socket on eth0 of a namespace, and messages prepared for sendmmsg."""

    def __init__(self, namespace):
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
        libc.setns(there, CLONE_NEWNET)
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind(("eth0", 0))
        libc.setns(here, CLONE_NEWNET)

    @staticmethod
    def prepare(frames):
        """Messages for `send`; what they point to lives as long as they do."""
        bytes_ = ctypes.create_string_buffer(b"".join(frames))
        vectors, messages = (Iovec * len(frames))(), (Message * len(frames))()
        messages.kept = bytes_, vectors
        at = ctypes.addressof(bytes_)
        for index, data in enumerate(frames):
            vectors[index].base, vectors[index].length = at, len(data)
            messages[index].vectors = ctypes.pointer(vectors[index])
            messages[index].vector_count = 1
            at += len(data)
        return messages

    def send(self, messages, first, count):
        done = 0
        while done < count:
            sent = libc.sendmmsg(self.socket.fileno(), ctypes.byref(messages, (first + done) * ctypes.sizeof(Message)), count - done, 0)
            if sent < 0:
                raise OSError(ctypes.get_errno(), "sendmmsg")
            done += sent


def received():
    """TCP packets that reached the two ends."""
    return sum(
        int(within(end, "iptables-legacy", "-t", "raw", "-nvxL", "PREROUTING", "1").split()[0]) for end in (CLIENT, CONTAINER)
    )


def rate(packets, send):
    """Packets a second, by the fastest tenth of the times that sending `packets` took: other programs on the machine do not count.

    Fails if a packet did not arrive.
    """
    before, started, times = received(), time.monotonic(), []
    while time.monotonic() - started < SECONDS:
        times += send()
    missing = len(times) * packets - (received() - before)
    if missing:
        sys.exit(f"{missing} packets did not arrive")
    return packets / statistics.quantiles(times, n=10)[0]


def timed(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main():
    asked = json.load(sys.stdin)
    ports, inside, address = asked["ports"], asked["containerPorts"], asked["address"]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    out = (MACS["ens33"], MACS["eth0"])
    back = (MACS["docker0"], MACS["inside"])

    def to_host(source_port, port, flags, *numbers):
        return frame(out, CLIENT_ADDRESS, HOST_ADDRESS, source_port, port, flags, *numbers)

    def to_client(port, flags, *numbers):
        return frame(back, address, CLIENT_ADDRESS, port, FIRST_SOURCE_PORT, flags, *numbers)

    try:
        build(asked["program"], asked["text"], address)
        client, container = Sender(CLIENT), Sender(CONTAINER)
        client.socket.send(to_host(FIRST_SOURCE_PORT, ports[0], SYN, 0, 0))
        container.socket.send(to_client(inside[0], SYN | ACK, 0, 1))
        there = Sender.prepare([to_host(FIRST_SOURCE_PORT, ports[0], ACK, 1, 1)] * BATCH)
        here = Sender.prepare([to_client(inside[0], ACK, 1, 1)] * BATCH)
        established = rate(2 * BATCH, lambda: [timed(lambda: (client.send(there, 0, BATCH), container.send(here, 0, BATCH)))])

        # A rule far down its chain takes longer to come to: each batch has ports from everywhere.
        mixed = random.Random(1).sample(ports, len(ports))
        flows = [(FIRST_SOURCE_PORT + index // len(ports) % 64512, mixed[index % len(ports)]) for index in range(FLOWS)]
        syns = Sender.prepare([to_host(source, port, SYN) for source, port in flows])

        def begin_all():
            within(HOST, "conntrack", "-F", stderr=subprocess.DEVNULL)
            return [timed(lambda: client.send(syns, first, BATCH)) for first in range(0, FLOWS, BATCH)]

        new_flows = rate(BATCH, begin_all)
        print(json.dumps({"established": established, "newFlows": new_flows}))
    finally:
        for namespace in (HOST, CLIENT, CONTAINER):
            subprocess.run(["ip", "netns", "delete", namespace], check=False)


main()
