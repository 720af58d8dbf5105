package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Describes the machine that figures were measured on. */
final class Machine {
    private Machine() {}

    /** Returns the properties of the machine by name, in the order to print them. */
    static Map<String, String> describe(Launcher launcher) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(
                "machine",
                cores() + "; servers on core " + launcher.serverCore() + ", load on core " + launcher.clientCore()
                        + "; load average before: " + load());
        about.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("java", JavaRuntimes.describe(launcher.java()));
        String virtual = launcher.virtualJava();
        if (virtual != null && !virtual.equals(launcher.java())) {
            about.put("java of virtual threads", JavaRuntimes.describe(virtual));
        }
        about.put("every server's java", String.join(" ", launcher.jvmOptions()));
        return about;
    }

    /** Returns the hard limit of open files, which a JVM started by this process raises its own to. */
    static int openFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String most = line.substring("Max open files".length()).strip().split(" +", -1)[1];
                return most.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(most);
            }
        }
        throw new IOException("no limit of open files in /proc/self/limits");
    }

    private static String cores() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> models =
                    lines.filter(line -> line.startsWith("model name")).toList();
            return models.isEmpty()
                    ? Runtime.getRuntime().availableProcessors() + " x " + System.getProperty("os.arch")
                    : models.size() + " x " + models.get(0).replaceFirst(".*:\\s*", "");
        }
    }

    /** Returns the load average of the last minute. */
    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    }
}
