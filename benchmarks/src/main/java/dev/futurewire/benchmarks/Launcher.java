package dev.futurewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts servers and the load client, each on its core.
 *
 * @param java java command of every server and of the load client
 * @param virtualJava java command of the virtual-thread peers, or null for the same
 * @param jvmOptions JVM options of every server
 * @param otherCore jar of another build of Futurewire, or null
 */
record Launcher(
        String java,
        @Nullable String virtualJava,
        List<String> jvmOptions,
        @Nullable Path otherCore,
        PythonInterpreters interpreters,
        int serverCore,
        int clientCore) {
    private static final String PACKAGE = "dev.futurewire.benchmarks.";

    Server start(Peer peer, List<String> moreJvmOptions) throws IOException, PeerUnavailableException {
        return new Server(new PinnedProcess(Integer.toString(serverCore), command(peer, moreJvmOptions)), peer.tls());
    }

    Load startLoad() throws IOException {
        return startLoad(Integer.toString(clientCore));
    }

    /** Starts a server that may use both cores. */
    Server startOnBoth(Peer peer) throws IOException, PeerUnavailableException {
        return new Server(new PinnedProcess(both(), command(peer, List.of())), peer.tls());
    }

    /** Starts a load client that shares both cores with a server. */
    Load startLoadOnBoth() throws IOException {
        return startLoad(both());
    }

    private Load startLoad(String cores) throws IOException {
        List<String> command = javaCommand(java, List.of("-XX:+UseSerialGC"), "load.LoadClient");
        return new Load(new PinnedProcess(cores, command), serverCore);
    }

    private String both() {
        return serverCore + "," + clientCore;
    }

    /** Starts a program that measures itself, on the servers' core. */
    PinnedProcess startProgram(String program, List<String> moreJvmOptions, String... arguments) throws IOException {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(moreJvmOptions);
        List<String> command = javaCommand(java, options, "growth." + program);
        command.addAll(List.of(arguments));
        return new PinnedProcess(Integer.toString(serverCore), command);
    }

    private List<String> command(Peer peer, List<String> more) throws IOException, PeerUnavailableException {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(more);
        List<String> command = switch (peer.kind()) {
            case JAVA -> javaCommand(java, options, "peer." + peer.program());
            case OTHER_CORE -> javaCommand(java, options, otherCore + File.pathSeparator, "peer." + peer.program());
            case VIRTUAL_THREADS ->
                javaCommand(virtualJava == null ? java : virtualJava, options, "peer." + peer.program());
            case PYTHON -> interpreters.command(peer);
        };
        command.addAll(peer.arguments());
        command.addAll(List.of("--port", "0"));
        return command;
    }

    private static List<String> javaCommand(String java, List<String> options, String main) {
        return javaCommand(java, options, "", main);
    }

    private static List<String> javaCommand(String java, List<String> options, String first, String main) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(options);
        command.addAll(List.of("-cp", first + System.getProperty("java.class.path"), PACKAGE + main));
        return command;
    }
}
