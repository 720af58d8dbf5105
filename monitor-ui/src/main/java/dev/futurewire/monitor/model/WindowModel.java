package dev.futurewire.monitor.model;

import dev.futurewire.monitor.model.follow.FollowBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * State of the window, free of JavaFX: the watched servers and which of them is shown, the selected connection, whose traffic
 * is followed, and whether the display is paused. Confined to one thread.
 */
public final class WindowModel implements AutoCloseable {
    /**
     * A selected connection.
     *
     * @param key identifies the connection
     * @param entry the connection, as of its selection
     * @param followed receives its traffic while it is selected
     */
    public record Selection(ConnectionKey key, ConnectionEntry entry, Session.Followed followed) {}

    private final List<Session> sessions = new ArrayList<>();
    private @Nullable Session current;
    private @Nullable Session demonstration;
    private @Nullable Selection selection;
    private @Nullable ServerView frozen;
    private boolean paused;

    /** Creates a model without servers. */
    public WindowModel() {}

    /** Adds a server and shows it. */
    public void add(Session session) {
        sessions.add(session);
        show(session);
    }

    /** Adds the demonstration and shows it; {@link #demonstration} returns it until it is detached. */
    public void addDemonstration(Session session) {
        demonstration = session;
        add(session);
    }

    /** Shows a server that has been added: ends the selection and the pause. */
    public void show(Session session) {
        deselect();
        setPaused(false);
        current = session;
    }

    /** Shows the server {@code step} places after the current one, cyclically; does nothing without servers. */
    public void showNext(int step) {
        if (current != null) {
            show(sessions.get(Math.floorMod(sessions.indexOf(current) + step, sessions.size())));
        }
    }

    /**
     * Removes the current server and shows the one added last. The embedded server and the last one cannot be removed.
     *
     * @return the removed session, which the caller closes, or null if it cannot be removed
     */
    public @Nullable Session detach() {
        Session leaving = current;
        if (leaving == null || sessions.size() < 2 || leaving.origin() == Session.Origin.EMBEDDED) {
            return null;
        }
        sessions.remove(leaving);
        if (leaving.equals(demonstration)) {
            demonstration = null;
        }
        show(sessions.get(sessions.size() - 1));
        return leaving;
    }

    /** Returns the server that is shown, or null before one has been added. */
    public @Nullable Session current() {
        return current;
    }

    /** Returns the running demonstration, or null. */
    public @Nullable Session demonstration() {
        return demonstration;
    }

    /** Returns the view to display: the latest one of the current server, or the one at which the display was paused. */
    public ServerView view() {
        ServerView held = frozen;
        if (held != null) {
            return held;
        }
        return current == null ? ServerView.EMPTY : current.view();
    }

    /** Returns the local time that belongs to {@link #view}: {@code now}, or when a paused view was received. */
    public long time(long now) {
        return paused ? view().receivedMillis() : now;
    }

    /** Freezes the view, or resumes its updates. The server is not affected. */
    public void setPaused(boolean value) {
        paused = value;
        frozen = value && current != null ? current.view() : null;
    }

    /** Returns whether the display is paused. */
    public boolean paused() {
        return paused;
    }

    /**
     * Selects a connection of the view and follows its traffic, instead of that of the connection selected before. A key that
     * is null or not in the view deselects.
     *
     * @return whether the selection may have changed; false if the connection is selected already
     */
    public boolean select(@Nullable ConnectionKey key) {
        Session session = current;
        if (session == null || Objects.equals(key, selection == null ? null : selection.key())) {
            return false;
        }
        deselect();
        ConnectionEntry entry = key == null ? null : view().entry(key);
        // A connection of an earlier start cannot be followed, even if the paused view still shows it.
        if (key != null && entry != null) {
            boolean current = session.view().generation() == key.generation();
            Session.Followed followed = current
                    ? session.follow(entry.id())
                    : new Session.Followed(new FollowBuffer(entry.id()), new RateHistory());
            selection = new Selection(key, entry, followed);
        }
        return true;
    }

    private void deselect() {
        Selection ending = selection;
        if (ending != null
                && current != null
                && current.view().generation() == ending.key().generation()) {
            current.unfollow(ending.entry().id());
        }
        selection = null;
    }

    /** Returns the selected connection, or null. */
    public @Nullable Selection selection() {
        return selection;
    }

    /** Closes all sessions. */
    @Override
    public void close() {
        sessions.forEach(Session::close);
    }
}
