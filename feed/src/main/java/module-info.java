import org.jspecify.annotations.NullMarked;

/** The monitor feed and the metrics of one's own program. */
@NullMarked
@SuppressWarnings({
    "module", // the modules below are built after this one
    "requires-automatic" // Micrometer has no module descriptor
})
module dev.futurewire.feed {
    requires transitive dev.futurewire;
    requires com.fasterxml.jackson.core;
    requires static micrometer.core;
    requires static org.jspecify;

    exports dev.futurewire.feed;
    exports dev.futurewire.feed.concurrent to
            dev.futurewire.server;
    exports dev.futurewire.feed.json to
            dev.futurewire.monitor,
            dev.futurewire.server;
    exports dev.futurewire.metrics;
}
