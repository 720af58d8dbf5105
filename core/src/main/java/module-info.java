import org.jspecify.annotations.NullMarked;

/** TCP connections whose operations return {@code CompletableFuture}s, in the style of asyncio's streams. */
@NullMarked
module dev.futurewire {
    requires java.management;
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.futurewire;
    exports dev.futurewire.observe;
    exports dev.futurewire.testing;
}
