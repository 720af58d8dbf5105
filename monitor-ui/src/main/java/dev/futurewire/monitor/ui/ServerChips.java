package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The watched servers, one toggle button each. */
final class ServerChips {
    private static final PseudoClass LIVE = PseudoClass.getPseudoClass("live");
    private static final PseudoClass TROUBLE = PseudoClass.getPseudoClass("trouble");

    private final HBox root = new HBox();
    private final ToggleGroup group = new ToggleGroup();
    private final Map<Session, Chip> chips = new LinkedHashMap<>();
    private final Consumer<Session> chosenAction;
    private @Nullable Session shown;

    private record Chip(ToggleButton button, Label dot) {}

    ServerChips(Consumer<Session> chosenAction) {
        this.chosenAction = chosenAction;
        root.getStyleClass().add("chips");
        root.setAlignment(Pos.CENTER_LEFT);
        root.setId("servers");
    }

    void add(Session session) {
        Label dot = new Label("◌");
        dot.getStyleClass().add("chip-dot");
        ToggleButton button = new ToggleButton(session.name(), dot);
        button.setToggleGroup(group);
        button.getStyleClass().addAll("chip", Styles.SMALL);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setTooltip(new Tooltip(Messages.get("chips.tip")));
        button.setOnAction(event -> button.setSelected(true)); // one chip is always selected
        // Not setOnAction: the arrow keys select without an action event.
        button.selectedProperty().addListener((property, before, chosen) -> {
            if (chosen && session != shown) {
                shown = session;
                chosenAction.accept(session);
            }
        });
        chips.put(session, new Chip(button, dot));
        root.getChildren().add(button);
    }

    void remove(Session session) {
        Chip chip = chips.remove(session);
        if (chip != null) {
            root.getChildren().remove(chip.button());
        }
    }

    void select(Session session) {
        shown = session;
        Chip chip = chips.get(session);
        if (chip != null) {
            chip.button().setSelected(true);
        }
    }

    void refresh(long now) {
        chips.forEach((session, chip) -> {
            ServerView view = session.view();
            FeedPhase phase = view.status().phase();
            boolean silent = phase == FeedPhase.LIVE
                    && view.totals() != null
                    && now - view.receivedMillis() > Banner.STALE_MILLIS;
            String glyph = switch (phase) {
                case CONNECTING -> "◌";
                case LIVE -> silent ? "◐" : "●";
                case LOST -> "◐";
                case REFUSED -> "✕";
                case ENDED -> "■";
            };
            chip.dot().setText(glyph);
            chip.dot().pseudoClassStateChanged(LIVE, phase == FeedPhase.LIVE && !silent);
            chip.dot()
                    .pseudoClassStateChanged(TROUBLE, silent || phase == FeedPhase.LOST || phase == FeedPhase.REFUSED);
            String state = Messages.get("phase." + (silent ? "SILENT" : phase));
            chip.button().setAccessibleText(session.name() + ", " + state);
            Tooltip tip = chip.button().getTooltip();
            if (tip != null) {
                tip.setText(session.name() + " · " + state + "\n" + Messages.get("chips.tip"));
            }
        });
    }

    Node root() {
        return root;
    }
}
