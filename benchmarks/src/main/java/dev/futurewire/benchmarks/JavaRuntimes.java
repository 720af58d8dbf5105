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

/** The Javas of this machine: whatever runs the benchmarks, servers may run on another one. */
final class Javas {
    /** The first Java that has virtual threads. */
    private static final int VIRTUAL = 21;

    private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final List<String> HOMES = List.of("JAVA_HOME_25", "JAVA_HOME_21", "JAVA_HOME");

    private Javas() {}

    /** The command of a Java that is named by it or by its home. */
    static String command(String commandOrHome) {
        Path path = Path.of(commandOrHome);
        return Files.isDirectory(path) ? path.resolve("bin/java").toString() : commandOrHome;
    }

    static String own() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** One that has virtual threads: the wanted one if it has, else one that is installed; or null if there is none. */
    static @Nullable String withVirtualThreads(String wanted) throws IOException {
        if (feature(wanted) >= VIRTUAL) {
            return wanted;
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

    /** What a java command says that it is. */
    static String describe(String java) throws IOException {
        return said(java).get(1);
    }

    private static int feature(String java) throws IOException {
        Matcher version = VERSION.matcher(said(java).get(0));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static List<String> said(String java) throws IOException {
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
