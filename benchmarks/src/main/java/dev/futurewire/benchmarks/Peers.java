package dev.futurewire.benchmarks;

import static dev.futurewire.benchmarks.Peer.java;
import static dev.futurewire.benchmarks.Peer.python;
import static dev.futurewire.benchmarks.Peer.virtual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All peers, in the order of the tables. */
final class Peers {
    static final List<Peer> ALL = List.of(
            java("futurewire-string", true, "FuturewireStringPeer"),
            java("futurewire-string-shared", true, "FuturewireStringPeer", "--shared-buffer"),
            java("futurewire-bytes", true, "FuturewireBytesPeer"),
            java("futurewire-bytes-leave-reads", true, "FuturewireBytesPeer", "--leave-reads"),
            java("futurewire-bytes-no-call-sites", true, "FuturewireBytesPeer", "--no-call-sites"),
            java("futurewire-bytes-shared", true, "FuturewireBytesPeer", "--shared-buffer"),
            java("futurewire-bytes-listener", true, "FuturewireBytesPeer", "--listener"),
            java("futurewire-foreach", false, "FuturewireForEachPeer"),
            java("futurewire-lent", false, "FuturewireForEachPeer", "--lend"),
            java("nio2-raw", false, "RawNio2Peer"),
            java("nio2-raw-leave-reads", false, "RawNio2Peer", "--leave-reads"),
            java("nio2-raw-64k", false, "RawNio2Peer", "--buffer", "65536"),
            java("nio2-raw-timeout", true, "RawNio2Peer", "--timeout"),
            java("netty-nio", false, "NettyPeer"),
            java("netty-nio-keep-newline", false, "NettyPeer", "--keep-newline"),
            java("netty-nio-timeout", true, "NettyPeer", "--timeout"),
            java("netty-nio-string", false, "NettyPeer", "--strings"),
            java("netty-nio-string-timeout", true, "NettyPeer", "--strings", "--timeout"),
            java("netty-epoll", false, "NettyPeer", "--epoll"),
            java("netty-epoll-keep-newline", false, "NettyPeer", "--epoll", "--keep-newline"),
            java("netty-epoll-timeout", true, "NettyPeer", "--epoll", "--timeout"),
            java("netty-epoll-string", false, "NettyPeer", "--epoll", "--strings"),
            java("netty-epoll-string-timeout", true, "NettyPeer", "--epoll", "--strings", "--timeout"),
            java("vertx", false, "VertxPeer"),
            java("vertx-timeout", true, "VertxPeer", "--timeout"),
            java("threads-reader", false, "ThreadPeer"),
            java("threads-reader-timeout", true, "ThreadPeer", "--timeout"),
            virtual("vthreads-reader", false, "--virtual"),
            virtual("vthreads-reader-timeout", true, "--virtual", "--timeout"),
            virtual("vthreads-bytes", false, "--virtual", "--bytes"),
            virtual("vthreads-bytes-timeout", true, "--virtual", "--bytes", "--timeout"),
            python("asyncio", true, "asyncio", "echo_streams.py"),
            python("asyncio-protocol", false, "asyncio", "echo_protocol.py"),
            python("uvloop", true, "uvloop", "echo_streams.py", "--loop", "uvloop"),
            python("uvloop-protocol", false, "uvloop", "echo_protocol.py", "--loop", "uvloop"),
            python("twisted", false, "twisted", "echo_twisted.py"));

    /** The peers of the TLS rows; each generates a P-256 key of its own. */
    static final List<Peer> TLS = List.of(
            java("futurewire-tls", true, "FuturewireBytesPeer", "--tls"),
            java("netty-nio-tls", false, "NettyPeer", "--tls"),
            java("netty-epoll-tls", false, "NettyPeer", "--epoll", "--tls"));

    /** The default selection: one peer of each kind. */
    static final List<Peer> SELECTION = Stream.of(
                    "futurewire-string",
                    "futurewire-bytes",
                    "nio2-raw",
                    "netty-nio",
                    "netty-epoll",
                    "netty-epoll-string-timeout",
                    "vertx",
                    "threads-reader",
                    "vthreads-reader",
                    "vthreads-bytes",
                    "asyncio",
                    "uvloop-protocol",
                    "twisted")
            .map(Peers::of)
            .collect(Collectors.collectingAndThen(
                    Collectors.toList(),
                    plain -> Stream.concat(plain.stream(), TLS.stream()).toList()));

    /** The default baseline: the usual choice for speed. */
    static final String DEFAULT_BASELINE = "netty-epoll";

    /** Suffix of peers that run on another build of Futurewire. */
    static final String OTHER = "-other";

    /** The default peer of the growth rows. */
    static final Peer GROWTH_PEER = of("futurewire-bytes");

    private Peers() {}

    static Peer of(String name) {
        if (name.startsWith("futurewire") && name.endsWith(OTHER)) {
            return of(name.substring(0, name.length() - OTHER.length())).onOtherCore();
        }
        for (Peer peer : allPeers()) {
            if (peer.name().equals(name)) {
                return peer;
            }
        }
        throw new InvalidOptionException("no peer \"" + name + "\": there are " + names());
    }

    static String names() {
        return allPeers().stream().map(Peer::name).collect(Collectors.joining(", "));
    }

    /** Returns all peers, in the order of the tables. */
    static List<Peer> allPeers() {
        return Stream.concat(ALL.stream(), TLS.stream()).toList();
    }
}
