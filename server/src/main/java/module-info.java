import org.jspecify.annotations.NullMarked;

/** The headless server: command line, services, monitor feed and metrics. */
@NullMarked
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor
module dev.futurewire.server {
    requires transitive dev.futurewire;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires static org.jspecify;

    exports dev.futurewire.server;
    exports dev.futurewire.server.feed;

    opens dev.futurewire.server to
            info.picocli;
}
