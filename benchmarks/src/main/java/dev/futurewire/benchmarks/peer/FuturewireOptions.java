package dev.futurewire.benchmarks.peer;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;

/**
 * How a Futurewire peer is set up: with the defaults, or as its flags say.
 *
 * <pre>
 * --tuned           what docs/benchmarks.md recommends and the headless server does: reads are left to the poller
 * --no-call-sites   reads and writes that wait do not know their source line
 * --listener        somebody is told of everything, and does nothing with it
 * --loops N         so many loops, else one for each core that it may use
 * --per-address N   so many connections from one address, where the default is fewer than are opened
 * </pre>
 */
final class FuturewireOptions {
    private static final String NO_SYNCHRONOUS_READ = "sun.nio.ch.disableSynchronousRead";

    private FuturewireOptions() {}

    /** Before the first channel is opened: the JDK reads its property once. */
    static ServerOptions of(Arguments arguments) {
        if (arguments.has("--tuned")) {
            System.setProperty(NO_SYNCHRONOUS_READ, "true");
        }
        ServerOptions.Builder options = ServerOptions.builder();
        if (arguments.has("--no-call-sites")) {
            options.channel(ChannelOptions.builder().captureCallSites(false).build());
        }
        if (arguments.has("--listener")) {
            options.listener(new ConnectionListener() {});
        }
        int loops = Integer.parseInt(arguments.value("--loops", "0"));
        if (loops > 0) {
            options.loops(loops);
        }
        int perAddress = Integer.parseInt(arguments.value("--per-address", "0"));
        if (perAddress > 0) {
            options.maxConnectionsPerAddress(perAddress);
        }
        return options.build();
    }
}
