package dev.futurewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Pythons of this machine. Often there are several, and the one that a package manager gave its modules to is not
 * the first on the path; so the first one that has the module is taken.
 */
final class Interpreters {
    private static final int PATIENCE_SECONDS = 10;

    private final @Nullable String chosen;
    private final Map<String, String> byModule = new HashMap<>();

    /** @param chosen the only one to consider, or null for all that are on the path */
    Interpreters(@Nullable String chosen) {
        this.chosen = chosen;
    }

    /** An interpreter that has the peer's module, with the peer's program: its text, for it may come out of a jar. */
    List<String> command(Peer peer) throws IOException, Unavailable {
        return new ArrayList<>(
                List.of(having(Objects.requireNonNull(peer.module())), "-c", text("peer/" + peer.program())));
    }

    private String having(String module) throws IOException, Unavailable {
        String known = byModule.get(module);
        if (known != null) {
            return known;
        }
        for (String candidate : candidates()) {
            if (has(candidate, module)) {
                byModule.put(module, candidate);
                return candidate;
            }
        }
        throw new Unavailable("no python3 has " + module);
    }

    private List<String> candidates() {
        if (chosen != null) {
            return List.of(chosen);
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "python3"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .toList();
    }

    private static boolean has(String interpreter, String module) throws IOException {
        Process process = new ProcessBuilder(interpreter, "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Interpreters.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
