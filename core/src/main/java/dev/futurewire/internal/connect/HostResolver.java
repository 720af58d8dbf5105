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

/** Looks up host names on daemon threads, since lookups block. Threads start on demand and end when idle. */
final class HostResolver {
    /** Maximum of concurrent lookups: 8. */
    private static final int THREADS = 8;

    /** Maximum of queued lookups: 1,024; further ones fail at once. */
    private static final int MAX_QUEUED = 1_024;

    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor LOOKUPS =
            DaemonPool.of("futurewire-resolver-", THREADS, IDLE_SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED));

    private HostResolver() {}

    /** Looks up a name and passes its addresses or the failure to a callback, which runs on the lookup's thread. */
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
