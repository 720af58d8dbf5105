package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.FeedStatus;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/**
 * A line about the server that is shown. While the display is not current, or the server does not accept connections, a banner in
 * the same place explains why, so that nothing moves when it appears.
 */
final class Banner {
    static final long STALE_MILLIS = 1_500;

    private static final PseudoClass DANGER = PseudoClass.getPseudoClass("danger");

    private final Label info = new Label();
    private final Label text = new Label();
    private final Button retry = button("banner-again");
    private final Button resume = button("banner-resume");
    private final Button accept = button("banner-accept");
    private final Button token = button("banner-token");
    private final HBox banner = new HBox(text, retry, resume, accept, token);
    private final StackPane root = new StackPane(info, banner);

    /** What the buttons do. */
    interface Actions {
        /** Connects again, or plays again. */
        void reopen();

        /** Resumes updates of the display. */
        void resume();

        /** Asks the server to accept connections again. */
        void resumeAccepting();

        /** Asks for another token file. */
        void chooseToken();
    }

    Banner(Actions actions) {
        root.getStyleClass().add("server-line");
        info.setId("server-info");
        info.getStyleClass().add(Styles.TEXT_MUTED);
        info.setMaxWidth(Double.MAX_VALUE);
        info.setMinWidth(0);
        StackPane.setAlignment(info, Pos.CENTER_LEFT);
        banner.setId("banner");
        banner.getStyleClass().add("banner");
        banner.setAlignment(Pos.CENTER_LEFT);
        text.setId("banner-text");
        text.setMaxWidth(Double.MAX_VALUE);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        resume.setText(Messages.get("banner.resume"));
        accept.setText(Messages.get("banner.accept"));
        token.setText(Messages.get("banner.token"));
        retry.setOnAction(event -> actions.reopen());
        resume.setOnAction(event -> actions.resume());
        accept.setOnAction(event -> actions.resumeAccepting());
        token.setOnAction(event -> actions.chooseToken());
        visible(banner, false);
    }

    private static Button button(String id) {
        Button button = new Button();
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.getStyleClass().add(Styles.SMALL);
        return button;
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    void refresh(Session session, ServerView view, boolean paused, long now) {
        FeedStatus status = view.status();
        String message = message(session, view, paused, now);
        visible(banner, !message.isEmpty());
        info.setVisible(message.isEmpty());
        set(text, message);
        set(info, info(session, view, now));
        banner.pseudoClassStateChanged(DANGER, status.phase() == FeedPhase.REFUSED || status.phase() == FeedPhase.LOST);
        boolean recording = session.origin() == Session.Origin.RECORDING;
        boolean retryable = switch (status.phase()) {
            case REFUSED, LOST -> true;
            case CONNECTING -> !status.message().isEmpty();
            case ENDED -> recording;
            case LIVE -> false;
        };
        visible(retry, retryable);
        set(retry, Messages.get(recording ? "banner.play-again" : "banner.again"));
        visible(resume, paused);
        visible(accept, !paused && status.phase() == FeedPhase.LIVE && notAccepting(view) && view.controllable());
        visible(token, status.phase() == FeedPhase.REFUSED && status.code().equals("bad-token"));
    }

    private static void set(javafx.scene.control.Labeled node, String text) {
        if (!text.equals(node.getText())) {
            node.setText(text);
        }
    }

    private static boolean notAccepting(ServerView view) {
        return view.totals() != null && view.totals().acceptState().equals("paused");
    }

    private static String info(Session session, ServerView view, long now) {
        ServerTotals totals = view.totals();
        if (totals == null) {
            return session.name();
        }
        String uptime = DisplayFormat.duration(Math.max(0, view.clock(now) - totals.startedAtMillis()) / 1000 * 1000);
        String servers = view.servers().size() < 2
                ? totals.service() + " " + totals.address()
                : String.join(
                        " · ",
                        view.servers().stream()
                                .map(each -> each.service() + " " + each.address() + " ("
                                        + DisplayFormat.count(each.open()) + ")")
                                .toList());
        String control = Messages.get(view.controlAllowed() ? "info.control" : "info.read-only");
        return Messages.get("info.server", servers, totals.acceptState(), uptime, control);
    }

    private static String message(Session session, ServerView view, boolean paused, long now) {
        FeedStatus status = view.status();
        String stale = DisplayFormat.duration(Math.max(1_000, now - view.receivedMillis()) / 1000 * 1000);
        return switch (status.phase()) {
            case CONNECTING ->
                status.message().isEmpty()
                        ? "◌ " + Messages.get("banner.connecting", session.name())
                        : "⚠ "
                                + Messages.get(
                                        "banner.unreachable", session.name(), status.message(), nextRetry(status, now));
            case LOST -> "⚠ " + Messages.get("banner.lost", stale, status.message(), nextRetry(status, now));
            case REFUSED -> "✕ " + Messages.get("banner.refused." + status.code(), session.name(), status.message());
            case ENDED -> "■ " + Messages.get("banner.ended", status.message());
            case LIVE -> {
                if (paused) {
                    yield "‖ "
                            + Messages.get(
                                    session.playback() == null ? "banner.paused" : "banner.paused.replay",
                                    DisplayFormat.duration((now - view.receivedMillis()) / 1000 * 1000));
                }
                boolean silent = view.totals() != null
                        && session.playback() == null
                        && now - view.receivedMillis() > STALE_MILLIS;
                if (silent) {
                    yield "⚠ " + Messages.get("banner.silent", stale);
                }
                yield notAccepting(view) ? "‖ " + Messages.get("banner.not-accepting") : "";
            }
        };
    }

    private static String nextRetry(FeedStatus status, long now) {
        long left = status.retryAtMillis() - now;
        return left > 300
                ? Messages.get("banner.retry", DisplayFormat.duration((left + 999) / 1000 * 1000))
                : Messages.get("banner.retrying");
    }

    Node root() {
        return root;
    }
}
