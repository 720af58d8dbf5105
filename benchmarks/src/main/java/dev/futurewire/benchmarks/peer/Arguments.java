package dev.futurewire.benchmarks.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A peer's command line: {@code --port N} and a few flags. Read by hand, because a parsing library would add its
 * classes to the memory that is measured.
 */
record Arguments(List<String> words) {
    static Arguments of(String[] args) {
        return new Arguments(List.of(args));
    }

    /** Where to listen: only ever on the loopback address; port 0, the default, is any free one. */
    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(value("--port", "0")));
    }

    boolean has(String flag) {
        return words.contains(flag);
    }

    String value(String option, String otherwise) {
        int at = words.indexOf(option);
        return at < 0 ? otherwise : words.get(at + 1);
    }
}
