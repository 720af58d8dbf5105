package dev.futurewire.benchmarks.peer;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;

/**
 * Options of a Futurewire peer: the defaults, changed by flags.
 *
 * <pre>
 * --leave-reads     the JDK leaves reads to its poller instead of trying them at once
 * --no-call-sites   pending operations do not capture their source line
 * --listener        a listener receives all events and ignores them
 * --shared-buffer   idle connections share a read buffer, see ServerOptions.sharedReadBuffer
 * --loops N         number of loops; default: one per core
 * --per-address N   connections allowed from one address; the default is lower than the number opened
 * </pre>
 */
final class FuturewireOptions {
    private FuturewireOptions() {}

    /** Returns the options. Must be called before the first channel is opened, since the JDK reads its property once. */
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
