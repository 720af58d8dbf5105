package dev.futurewire.benchmarks;

import java.util.List;

/** Launchers for tests: everything runs on core 0, since nothing is measured. */
final class Launchers {
    private Launchers() {}

    static Launcher plain() {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return new Launcher(
                java, null, List.of("-XX:+UseSerialGC", "-Xmx64m"), null, new PythonInterpreters(null), 0, 0);
    }
}
