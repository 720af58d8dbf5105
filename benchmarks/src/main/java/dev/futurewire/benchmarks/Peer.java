package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server to compare.
 *
 * @param deadline whether each read times out after 10 s, as in Futurewire's example
 * @param program its main class in package {@code peer}, or a Python program in the same place
 * @param module Python module that its interpreter must have, or null
 */
record Peer(
        String name,
        Kind kind,
        boolean deadline,
        String program,
        List<String> arguments,
        @Nullable String module) {
    /** Runtime of a peer. */
    enum Kind {
        JAVA,
        /** Java, with another build of Futurewire. */
        OTHER_CORE,
        /** Java 21 or later. */
        VIRTUAL_THREADS,
        PYTHON
    }

    static Peer java(String name, boolean deadline, String program, String... arguments) {
        return new Peer(name, Kind.JAVA, deadline, program, List.of(arguments), null);
    }

    /** Returns whether it speaks TLS only. */
    boolean tls() {
        return arguments.contains("--tls");
    }

    /** Returns this peer on another build of Futurewire's core. */
    Peer onOtherCore() {
        return new Peer(name + Peers.OTHER, Kind.OTHER_CORE, deadline, program, arguments, module);
    }

    /** Returns this peer with additional arguments. */
    Peer with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new Peer(name, kind, deadline, program, List.copyOf(all), module);
    }

    /** Returns whether it is Futurewire, in any configuration. */
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
