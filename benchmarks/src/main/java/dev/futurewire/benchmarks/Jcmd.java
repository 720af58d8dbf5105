package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's command that makes a running JVM do something; on the load's core, as the server's is being measured. */
record Jcmd(String program, int core) {
    /** The one that belongs to a java command. */
    static Jcmd beside(String java, int core) {
        Path sibling = Path.of(java).resolveSibling("jcmd");
        return new Jcmd(java.indexOf('/') >= 0 && Files.isExecutable(sibling) ? sibling.toString() : "jcmd", core);
    }

    String run(long pid, String command) throws IOException {
        List<String> words = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core), program));
        words.add(Long.toString(pid));
        words.add(command);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("jcmd " + command + ": " + output.strip());
        }
        return output;
    }
}
