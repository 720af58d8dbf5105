package dev.futurewire.benchmarks.peer;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;

/**
 * How a Futurewire peer is set up: with the defaults, or as its flags say.
 *
 * <pre>
 * --leave-reads     the JDK leaves reads to its poller, by its own switch, where by default it tries them at once
 * --no-call-sites   reads and writes that wait do not know their source line
 * --listener        somebody is told of everything, and does nothing with it
 * --shared-buffer   connections that wait share a buffer, see ServerOptions.sharedReadBuffer
 * --loops N         so many loops, else one for each core that it may use
 * --per-address N   so many connections from one address, where the default is fewer than are opened
 * </pre>
 */
final class FuturewireOptions {
    private FuturewireOptions() {}

    /** Before the first channel is opened: the JDK reads its property once. */
    static ServerOptions of(Arguments arguments) {
        if (arguments.has("--leave-reads")) {
            SynchronousReads.leaveToPoller();
        }
        ServerOptions.Builder options = ServerOptions.builder();
        if (arguments.has("--no-call-sites")) {
            options.channel(ChannelOptions.builder().captureCallSites(false).build());
        }
        if (arguments.has("--listener")) {
            options.listener(new ConnectionListener() {});
        }
        if (arguments.has("--shared-buffer")) {
            options.sharedReadBuffer(true);
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
