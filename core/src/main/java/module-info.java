import org.jspecify.annotations.NullMarked;

/** Asyncio-style streams: TCP connections whose operations are {@code CompletableFuture}s. */
@NullMarked
module dev.futurewire {
    requires java.management;
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.futurewire;
    exports dev.futurewire.observe;
}
