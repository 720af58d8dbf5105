import dev.futurewire.server.service.BroadcastService;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ForwardService;
import dev.futurewire.server.service.Service;
import org.jspecify.annotations.NullMarked;

/** The headless server: command line, services, feed endpoint and metrics endpoint. */
@NullMarked
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor
module dev.futurewire.server {
    requires transitive dev.futurewire;
    requires dev.futurewire.feed;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.fasterxml.jackson.core;
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
    exports dev.futurewire.server.logging to
            ch.qos.logback.core;
    exports dev.futurewire.server.service;

    opens dev.futurewire.server to
            info.picocli;

    uses Service;

    provides Service with
            BroadcastService,
            EchoService,
            ForwardService;
}
