package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Java runtimes of this machine; servers may run on another one than the benchmarks. */
final class JavaRuntimes {
    /** The first Java release with virtual threads. */
    private static final int VIRTUAL = 21;

    private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final List<String> HOMES = List.of("JAVA_HOME_25", "JAVA_HOME_21", "JAVA_HOME");

    private JavaRuntimes() {}

    /** Returns the java command, given the command or its Java home. */
    static String command(String commandOrHome) {
        Path path = Path.of(commandOrHome);
        return Files.isDirectory(path) ? path.resolve("bin/java").toString() : commandOrHome;
    }

    static String own() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Returns a java command with virtual threads: the preferred one if it has them, else an installed one, or null. */
    static @Nullable String withVirtualThreads(String preferred) throws IOException {
        if (feature(preferred) >= VIRTUAL) {
            return preferred;
        }
        for (String candidate : installed()) {
            if (feature(candidate) >= VIRTUAL) {
                return candidate;
            }
        }
        return null;
    }

    private static List<String> installed() throws IOException {
        List<Path> homes = new ArrayList<>();
        for (String variable : HOMES) {
            String home = System.getenv(variable);
            if (home != null) {
                homes.add(Path.of(home));
            }
        }
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> found = Files.list(INSTALLED)) {
                found.sorted().forEach(homes::add);
            }
        }
        return homes.stream()
                .map(home -> home.resolve("bin/java"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .toList();
    }

    /** Returns the description a java command prints of itself. */
    static String describe(String java) throws IOException {
        return versionOutput(java).get(1);
    }

    private static int feature(String java) throws IOException {
        Matcher version = VERSION.matcher(versionOutput(java).get(0));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static List<String> versionOutput(String java) throws IOException {
        Process process = new ProcessBuilder(List.of(java, "-version"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = output.lines().toList();
        if (process.onExit().join().exitValue() != 0 || lines.size() < 2) {
            throw new IOException(java + " is no java: " + output.strip());
        }
        return lines;
    }
}
