package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's jcmd; it runs on the load client's core, since the server's core is being measured. */
record Jcmd(String program, int core) {
    /** Returns the jcmd of the JDK of a java command. */
    static Jcmd beside(String java, int core) {
        Path sibling = Path.of(java).resolveSibling("jcmd");
        return new Jcmd(java.indexOf('/') >= 0 && Files.isExecutable(sibling) ? sibling.toString() : "jcmd", core);
    }

    String run(long pid, String command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core), program));
        arguments.add(Long.toString(pid));
        arguments.add(command);
        Process process =
                new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("jcmd " + command + ": " + output.strip());
        }
        return output;
    }
}
