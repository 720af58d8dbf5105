package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes part.
 *
 * @param deadline whether each of its reads ends after 10 s of silence, as Futurewire's own do
 * @param program its class in the package {@code peer}, or a Python program beside it
 * @param module the Python module that its interpreter must have, or null
 */
record Peer(
        String name,
        Kind kind,
        boolean deadline,
        String program,
        List<String> arguments,
        @Nullable String module) {
    /** What runs it. */
    enum Kind {
        JAVA,
        /** The same with another build of Futurewire. */
        OTHER_CORE,
        /** Java 21 or later. */
        VIRTUAL_THREADS,
        PYTHON
    }

    static Peer java(String name, boolean deadline, String program, String... arguments) {
        return new Peer(name, Kind.JAVA, deadline, program, List.of(arguments), null);
    }

    /** Whether it speaks TLS and nothing else. */
    boolean tls() {
        return arguments.contains("--tls");
    }

    /** The same peer on another build of Futurewire's core. */
    Peer onOtherCore() {
        return new Peer(name + Peers.OTHER, Kind.OTHER_CORE, deadline, program, arguments, module);
    }

    /** The same peer with more arguments. */
    Peer with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new Peer(name, kind, deadline, program, List.copyOf(all), module);
    }

    /** Whether it is Futurewire, in whatever set-up. */
    boolean isFuturewire() {
        return program.startsWith("Futurewire");
    }

    static Peer virtual(String name, boolean deadline, String... arguments) {
        return new Peer(name, Kind.VIRTUAL_THREADS, deadline, "ThreadPeer", List.of(arguments), null);
    }

    static Peer python(String name, boolean deadline, String module, String program, String... arguments) {
        return new Peer(name, Kind.PYTHON, deadline, program, List.of(arguments), module);
    }
}
