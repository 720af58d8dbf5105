package dev.futurewire.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Pins processes to processors with {@code taskset}, if available, so that the measured process has one of its own. */
final class CpuAffinity {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private CpuAffinity() {}

    /** Returns a command prefix that pins a process to the first processor; empty if unsupported. */
    static List<String> first() {
        return supported() ? List.of("taskset", "-c", "0") : List.of();
    }

    /** Keeps this process off the first processor. */
    static void leaveFirst() throws IOException, InterruptedException {
        if (supported()) {
            own(PROCESSORS == 2 ? "1" : "1-" + (PROCESSORS - 1));
        }
    }

    /** Lets this process use all processors again. */
    static void everywhere() throws IOException, InterruptedException {
        if (supported()) {
            own("0-" + (PROCESSORS - 1));
        }
    }

    /** Describes the placement, for a report. */
    static String described() {
        return supported() ? "the server on a processor of its own" : "all on the same processors";
    }

    private static boolean supported() {
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
