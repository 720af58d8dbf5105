package dev.futurewire.benchmarks;

import java.io.IOException;
import java.util.List;

/** Measures the memory a server holds per idle connection. */
final class IdleProbe implements Rounds.Probe<IdleSample> {
    /**
     * Keep the heap as small as the collector can; otherwise the resident size reflects past garbage, not live data. The heap
     * starts small, and the collector leaves no dead objects in place (by default it leaves up to a twentieth, which would
     * count as live). The maximum is larger than elsewhere, since a reader and a writer of the JDK take about 48 KiB on 17.
     */
    static final List<String> JVM_OPTIONS = List.of(
            "-Xms4m",
            "-Xmx2g",
            "-Xmn2m",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=10",
            "-XX:-ShrinkHeapInSteps",
            "-XX:MarkSweepDeadRatio=0");

    /**
     * Connections opened and closed before the first measurement, and how often: enough to load all classes and to compile
     * the code that serves a connection. (The compilers alone took 16 MiB, or 1.6 KiB for each of 10,000 connections.)
     */
    private static final int WARM = 500;

    private static final int WARM_ROUNDS = 20;

    private final Load load;
    private final Workload.Shape shape;
    private final Jcmd jcmd;

    IdleProbe(Load load, Workload.Shape shape, Jcmd jcmd) {
        this.load = load;
        this.shape = shape;
        this.jcmd = jcmd;
    }

    @Override
    public IdleSample measure(Peer peer, Server server) throws IOException {
        int all = shape.connections();
        Memory[] memories = measure(peer, server, all / 2, all);
        return IdleSample.of(memories[0], memories[1], memories[2], all);
    }

    /** Measures the server without connections, then with each number of connections, in ascending order. */
    Memory[] measure(Peer peer, Server server, int... connections) throws IOException {
        try {
            Memory[] memories = new Memory[connections.length + 1];
            for (int round = 0; round < WARM_ROUNDS; round++) {
                load.hold(shape, Math.min(WARM, connections[0]), server);
                load.release();
            }
            memories[0] = memory(peer, server);
            int held = 0;
            for (int number : connections) {
                load.hold(shape, number, server);
                held++;
                memories[held] = memory(peer, server);
            }
            // Exchanges a line on every connection, so that dropped connections do not pass unnoticed.
            load.hold(shape, connections[connections.length - 1], server);
            return memories;
        } finally {
            load.release();
        }
    }

    private Memory memory(Peer peer, Server server) throws IOException {
        return peer.kind() == Peer.Kind.PYTHON ? Memory.of(server.pid()) : Memory.ofJvm(server.pid(), jcmd);
    }
}
