package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The watched servers, one toggle button each; those for which there is no room are in a menu. */
final class ServerChips {
    private static final PseudoClass LIVE = PseudoClass.getPseudoClass("live");
    private static final PseudoClass TROUBLE = PseudoClass.getPseudoClass("trouble");
    private static final double GAP = 6;

    private final MenuButton more = new MenuButton();
    private final Row root = new Row();
    private final ToggleGroup group = new ToggleGroup();
    private final Map<Session, Chip> chips = new LinkedHashMap<>();
    private final Actions actions;
    private @Nullable Session shown;

    private record Chip(ToggleButton button, Label dot) {}

    /** What the chips and their menus do. */
    interface Actions {
        /** Shows a server. */
        void choose(Session session);

        /** Detaches a server. */
        void detach(Session session);

        /** Connects again to the server that is shown. */
        void reopen();
    }

    ServerChips(Actions actions) {
        this.actions = actions;
        root.getStyleClass().add("chips");
        root.setId("servers");
        more.setId("servers-more");
        more.getStyleClass().add(Styles.SMALL);
        more.setMinWidth(Region.USE_PREF_SIZE);
        more.setAccessibleText(Messages.get("chips.more"));
        more.setTooltip(new Tooltip(Messages.get("chips.more")));
        more.setOnShowing(event -> fillMenu());
        root.getChildren().add(more);
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
                actions.choose(session);
            }
        });
        button.setContextMenu(menu(session));
        chips.put(session, new Chip(button, dot));
        root.getChildren().add(root.getChildren().size() - 1, button);
    }

    private ContextMenu menu(Session session) {
        MenuItem reconnect = new MenuItem(Messages.get("action.reopen"));
        reconnect.setOnAction(event -> {
            actions.choose(session);
            actions.reopen();
        });
        MenuItem detach = new MenuItem(Messages.get("action.detach"));
        detach.setOnAction(event -> actions.detach(session));
        detach.setDisable(session.origin() == Session.Origin.EMBEDDED);
        return new ContextMenu(reconnect, detach);
    }

    private void fillMenu() {
        List<MenuItem> items = new ArrayList<>();
        chips.forEach((session, chip) -> {
            if (!chip.button().isVisible()) {
                MenuItem item =
                        new MenuItem(chip.dot().getText() + "  " + chip.button().getText());
                item.setOnAction(event -> chip.button().setSelected(true));
                items.add(item);
            }
        });
        more.getItems().setAll(items);
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
        root.requestLayout();
    }

    void refresh(long now) {
        chips.forEach((session, chip) -> {
            ServerView view = session.view();
            FeedPhase phase = view.status().phase();
            boolean silent = phase == FeedPhase.LIVE
                    && view.totals() != null
                    && session.playback() == null
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
            boolean attached = session.origin() == Session.Origin.ATTACHED && view.totals() != null;
            String text = attached && view.totals() != null
                    ? view.totals().service() + " · " + session.name()
                    : session.name();
            if (!text.equals(chip.button().getText())) {
                chip.button().setText(text);
            }
            String state = Messages.get("phase." + (silent ? "SILENT" : phase));
            chip.button().setAccessibleText(session.name() + ", " + state);
            Tooltip tip = chip.button().getTooltip();
            String tipText = session.name() + " · " + state + "\n" + Messages.get("chips.tip");
            if (tip != null && !tipText.equals(tip.getText())) {
                tip.setText(tipText);
            }
        });
    }

    Node root() {
        return root;
    }

    /** Places chips from left to right while there is room, the selected one always. */
    private final class Row extends Region {
        @Override
        protected javafx.collections.ObservableList<Node> getChildren() {
            return super.getChildren();
        }

        @Override
        protected double computeMinWidth(double height) {
            return 160;
        }

        @Override
        protected double computePrefWidth(double height) {
            double width = 0;
            for (Chip chip : chips.values()) {
                width += chip.button().prefWidth(-1) + GAP;
            }
            return Math.max(160, width);
        }

        @Override
        protected double computePrefHeight(double width) {
            double height = more.prefHeight(-1);
            for (Chip chip : chips.values()) {
                height = Math.max(height, chip.button().prefHeight(-1));
            }
            return height;
        }

        @Override
        protected void layoutChildren() {
            int hidden = place(false);
            if (hidden > 0) {
                more.setText("+" + hidden);
                hidden = place(true);
            }
            more.setText("+" + hidden);
            more.setVisible(hidden > 0);
            double width = more.prefWidth(-1);
            more.resizeRelocate(Math.max(0, getWidth() - width), 0, width, getHeight());
        }

        /** Places the chips, beside the button for more if it is shown; returns how many there is no room for. */
        private int place(boolean withMore) {
            Chip selected = shown == null ? null : chips.get(shown);
            double room = getWidth() - (withMore ? more.prefWidth(-1) + GAP : 0);
            double reserved = selected == null ? 0 : selected.button().prefWidth(-1) + GAP;
            double x = 0;
            int hidden = 0;
            boolean full = false;
            for (Chip chip : chips.values()) {
                double width = chip.button().prefWidth(-1);
                boolean isSelected = chip.equals(selected);
                double needed = isSelected ? width : width + reserved;
                full |= !isSelected && x + needed > room + 0.5;
                boolean visible = isSelected || !full;
                chip.button().setVisible(visible);
                if (!visible) {
                    hidden++;
                    continue;
                }
                double shownWidth = Math.min(width, Math.max(60, room - x));
                chip.button().resizeRelocate(x, 0, shownWidth, getHeight());
                x += shownWidth + GAP;
                reserved = isSelected ? 0 : reserved;
            }
            return hidden;
        }
    }
}
