import dev.futurewire.server.service.BroadcastService;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ForwardService;
import dev.futurewire.server.service.Service;
import org.jspecify.annotations.NullMarked;

/** The headless server: command line, services, monitor feed and metrics. */
@NullMarked
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor
module dev.futurewire.server {
    requires transitive dev.futurewire;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.nats.jnats;
    requires jdk.httpserver;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;
    requires static org.jspecify;
    // sun.misc.Signal: see TerminationSignals.
    requires jdk.unsupported;

    exports dev.futurewire.server;
    exports dev.futurewire.server.feed;
    exports dev.futurewire.server.logging to
            ch.qos.logback.core;
    exports dev.futurewire.server.service;

    opens dev.futurewire.server to
            info.picocli;
    opens dev.futurewire.server.feed to
            com.fasterxml.jackson.databind;

    uses Service;

    provides Service with
            BroadcastService,
            EchoService,
            ForwardService;
}
