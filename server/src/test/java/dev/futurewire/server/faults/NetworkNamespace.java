package dev.futurewire.server.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network of our own with nothing but a loopback interface, which can be cut. Needs root and {@code ip netns}. */
final class NetworkNamespace implements AutoCloseable {
    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Makes one; null where that is not allowed or not possible. */
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

    /** What a command has to begin with to run in it. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    /** From now on no packet arrives, and nobody is told. */
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
