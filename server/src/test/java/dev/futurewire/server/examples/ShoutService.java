package dev.futurewire.server.examples;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.server.service.Service;
import dev.futurewire.server.service.ServiceOptions;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A custom service: answers each line in upper case. */
public final class ShoutService implements Service {
    @Override
    public String name() {
        return "shout";
    }

    @Override
    public ConnectionHandler handler(ServiceOptions options) {
        long timeout = options.timeout().toMillis();
        return channel -> Futures.repeatWhile(() -> channel.readLine()
                .orTimeout(timeout, MILLISECONDS)
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(line.toUpperCase(Locale.ROOT) + "\n").thenApply(done -> true)));
    }
}
