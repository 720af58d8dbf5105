package dev.futurewire.internal.connect;

import dev.futurewire.internal.loop.DaemonPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

/** Looks up host names, which blocks, on threads of its own: daemons, started when first needed, ended when idle. */
final class HostResolver {
    /** How many names are looked up at once: 8. */
    private static final int THREADS = 8;

    /** How many may wait for that: 1,024; more fail at once. */
    private static final int LONGEST_QUEUE = 1_024;

    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor LOOKUPS =
            DaemonPool.of("futurewire-resolver-", THREADS, IDLE_SECONDS, new LinkedBlockingQueue<>(LONGEST_QUEUE));

    private HostResolver() {}

    /** Looks a name up and hands over its addresses, one or more, or why there are none. On a thread of its own. */
    static void resolve(String host, Consumer<List<InetAddress>> found, Consumer<RuntimeException> notFound) {
        try {
            LOOKUPS.execute(() -> {
                try {
                    found.accept(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException unknown) {
                    notFound.accept(unresolved(unknown));
                }
            });
        } catch (RejectedExecutionException tooMany) {
            notFound.accept(unresolved(tooMany));
        }
    }

    private static RuntimeException unresolved(Exception cause) {
        RuntimeException failure = new UnresolvedAddressException();
        failure.initCause(cause);
        return failure;
    }
}
