package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
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

/** Explains why the display is not current, or why the server does not accept connections; hidden otherwise. */
final class Banner {
    static final long STALE_MILLIS = 1_500;

    private static final PseudoClass DANGER = PseudoClass.getPseudoClass("danger");

    private final Label text = new Label();
    private final Button retry = new Button(Messages.get("banner.again"));
    private final Button resume = new Button(Messages.get("banner.resume"));
    private final HBox root = new HBox(text, retry, resume);

    Banner(Runnable reopen, Runnable resumeUpdates) {
        root.setId("banner");
        root.getStyleClass().add("banner");
        root.setAlignment(Pos.CENTER_LEFT);
        text.setId("banner-text");
        text.setMaxWidth(Double.MAX_VALUE);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        retry.setId("banner-again");
        retry.setOnAction(event -> reopen.run());
        resume.setId("banner-resume");
        resume.setOnAction(event -> resumeUpdates.run());
        for (Button button : new Button[] {retry, resume}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.getStyleClass().add(Styles.SMALL);
        }
        visible(root, false);
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    void refresh(Session session, ServerView view, boolean paused, long now) {
        FeedStatus status = view.status();
        String message = message(session, view, paused, now);
        visible(root, !message.isEmpty());
        if (!message.equals(text.getText())) {
            text.setText(message);
        }
        root.pseudoClassStateChanged(DANGER, status.phase() == FeedPhase.REFUSED || status.phase() == FeedPhase.LOST);
        boolean retryable = switch (status.phase()) {
            case REFUSED, LOST -> true;
            case CONNECTING -> !status.message().isEmpty();
            case ENDED -> session.origin() == Session.Origin.RECORDING;
            case LIVE -> false;
        };
        visible(retry, retryable);
        retry.setText(
                Messages.get(session.origin() == Session.Origin.RECORDING ? "banner.play-again" : "banner.again"));
        visible(resume, paused);
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
                                    "banner.paused",
                                    DisplayFormat.duration((now - view.receivedMillis()) / 1000 * 1000));
                }
                boolean silent = view.totals() != null && now - view.receivedMillis() > STALE_MILLIS;
                if (silent) {
                    yield "⚠ " + Messages.get("banner.silent", stale);
                }
                boolean notAccepting =
                        view.totals() != null && view.totals().acceptState().equals("paused");
                yield notAccepting ? "‖ " + Messages.get("banner.not-accepting") : "";
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
