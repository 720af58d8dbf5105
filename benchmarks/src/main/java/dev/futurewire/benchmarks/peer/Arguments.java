package dev.futurewire.benchmarks.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The command line of a peer: {@code --port N} and a few flags. Parsed without a library, whose classes would count in the
 * measured memory.
 */
record Arguments(List<String> words) {
    static Arguments of(String[] args) {
        return new Arguments(List.of(args));
    }

    /** Returns the loopback address to listen on; port 0, the default, selects a free one. */
    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(value("--port", "0")));
    }

    boolean has(String flag) {
        return words.contains(flag);
    }

    String value(String option, String defaultValue) {
        int at = words.indexOf(option);
        return at < 0 ? defaultValue : words.get(at + 1);
    }
}
