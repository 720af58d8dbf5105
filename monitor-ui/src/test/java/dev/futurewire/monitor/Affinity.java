package dev.futurewire.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which processors a process may use, where {@code taskset} is there to say so: what is measured does not share its own. */
final class Affinity {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private Affinity() {}

    /** The words before a command that is to have the first processor for itself; none if that cannot be. */
    static List<String> first() {
        return possible() ? List.of("taskset", "-c", "0") : List.of();
    }

    /** Takes this process off the first processor. */
    static void leaveFirst() throws IOException, InterruptedException {
        if (possible()) {
            own(PROCESSORS == 2 ? "1" : "1-" + (PROCESSORS - 1));
        }
    }

    /** Lets this process have all of them again. */
    static void everywhere() throws IOException, InterruptedException {
        if (possible()) {
            own("0-" + (PROCESSORS - 1));
        }
    }

    /** How it is in words, for a report. */
    static String described() {
        return possible() ? "the server on a processor of its own" : "all on the same processors";
    }

    private static boolean possible() {
        try {
            return PROCESSORS > 1 && run("taskset", "--version") == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void own(String processors) throws IOException, InterruptedException {
        run("taskset", "-acp", processors, Long.toString(ProcessHandle.current().pid()));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
