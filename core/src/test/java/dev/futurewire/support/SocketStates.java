package dev.futurewire.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the operating system knows of a TCP connection, for messages of failed tests: a connection that it considers established
 * although its peer has sent a reset has lost the reset, which is not sent again.
 */
public final class SocketStates {
    private static final String[] NAMES = {
        "?",
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING"
    };

    private SocketStates() {}

    /** The state of this end, from Linux's tables; "none" if it is in none. */
    public static String of(SocketAddress local, SocketAddress remote) {
        if (!(local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there)) {
            return "none";
        }
        String ports = "[0-9A-F]+:" + port(here) + " [0-9A-F]+:" + port(there) + " ";
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] rest = line.trim().split("^[0-9]+: " + ports, 2);
                    if (rest.length == 2) {
                        int state = Integer.parseInt(rest[1].substring(0, 2), 16);
                        return state < NAMES.length ? NAMES[state] : "state " + state;
                    }
                }
            } catch (IOException unreadable) {
                // Another operating system.
            }
        }
        return "none";
    }

    private static String port(InetSocketAddress address) {
        return String.format(Locale.ROOT, "%04X", address.getPort());
    }
}
