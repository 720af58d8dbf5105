package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hubs of a feed: one for each server, and one for the connections that the process has opened if these are shown. */
final class FeedHubs implements AutoCloseable {
    /** Identifies this start of the process, within which the numbers of connections are unique. */
    static final String START = UUID.randomUUID().toString();

    /** What is shown in place of a server's name if the feed has no server. */
    private static final String CLIENTS = "clients";

    final AcceptPauses pauses = new AcceptPauses(this::pauseAccepting);
    private final List<FeedHub> all;

    FeedHubs(List<FeedHub> all) {
        this.all = List.copyOf(all);
    }

    List<FeedHub> all() {
        return all;
    }

    private Stream<AsyncServer> servers() {
        return all.stream().map(FeedHub::server).filter(Objects::nonNull);
    }

    /** Returns the names of the servers, for display. */
    String names() {
        String names = joined(FeedHub::name);
        return names.isEmpty() ? CLIENTS : names;
    }

    /** Returns the addresses of the servers, for display. */
    String addresses() {
        return joined(hub ->
                hub.server() == null ? null : ConnectionRows.text(hub.server().localAddress()));
    }

    private String joined(Function<FeedHub, @Nullable String> text) {
        return all.stream().map(text).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    /** Returns the hub of an open connection, or null. */
    private @Nullable FeedHub hub(long connection) {
        for (FeedHub hub : all) {
            if (hub.connection(connection) != null) {
                return hub;
            }
        }
        return null;
    }

    /** Returns an open connection by its number, or null. */
    @Nullable
    AsyncChannel connection(long id) {
        FeedHub hub = hub(id);
        return hub == null ? null : hub.connection(id);
    }

    /** The answer to a request about a connection that is not open. */
    static ViewerControl.Refusal notOpen(long id) {
        return new ViewerControl.Refusal("no-such-connection", "#" + id + " is not open");
    }

    /** Notes that a viewer begins or ceases to watch. */
    void watched(boolean begins) {
        all.forEach(hub -> hub.traffic.watched(begins));
    }

    /** Passes on the traffic of a connection; does nothing if it is not open. */
    void follow(long connection, TrafficBuffer buffer) {
        FeedHub hub = hub(connection);
        if (hub != null) {
            hub.traffic.follow(connection, buffer);
        }
    }

    void unfollow(long connection, TrafficBuffer buffer) {
        // The connection may have closed, and its hub is not known then.
        all.forEach(hub -> hub.traffic.unfollow(connection, buffer));
    }

    private void pauseAccepting(boolean paused) {
        servers().forEach(server -> server.pauseAccepting(paused));
    }

    /** Stops observing. */
    @Override
    public void close() {
        all.forEach(FeedHub::close);
    }
}
