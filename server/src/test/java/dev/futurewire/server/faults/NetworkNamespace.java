package dev.futurewire.server.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network namespace with nothing but a loopback interface, which can be taken down. Requires root and {@code ip netns}. */
final class NetworkNamespace implements AutoCloseable {
    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Creates a namespace; returns null if that is not permitted or not supported. */
    static NetworkNamespace make() {
        NetworkNamespace made = new NetworkNamespace(
                "futurewire-faults-" + ProcessHandle.current().pid());
        if (run("ip", "netns", "add", made.name) != 0) {
            return null;
        }
        if (run("ip", "-n", made.name, "link", "set", "lo", "up") != 0) {
            made.close();
            return null;
        }
        return made;
    }

    /** Returns the prefix of commands that run in the namespace. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Takes the interface down: packets are lost without notice. */
    void cut() throws IOException {
        if (run("ip", "-n", name, "link", "set", "lo", "down") != 0) {
            throw new IOException("the link cannot be set down");
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException none) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        run("ip", "netns", "del", name);
    }
}
