package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Playback;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Controls of a replay: the next event, the speed, and the position. Hidden for live feeds. */
final class ReplayBar {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Button step = new Button(Messages.get("replay.step"));
    private final ComboBox<Double> speed = new ComboBox<>();
    private final Slider position = new Slider(0, 1, 0);
    private final Label time = new Label();
    private final HBox root = new HBox(step, speed, position, time);
    private @Nullable Playback playback;
    private boolean updating;

    ReplayBar() {
        root.setId("replay");
        root.getStyleClass().add("tool-row");
        root.setAlignment(Pos.CENTER_LEFT);
        step.setId("replay-step");
        step.setMinWidth(Region.USE_PREF_SIZE);
        step.getStyleClass().add(Styles.SMALL);
        step.setTooltip(new Tooltip(Messages.get("replay.step.tip")));
        step.setOnAction(event -> {
            if (playback != null) {
                playback.step();
            }
        });
        speed.setId("replay-speed");
        speed.setMinWidth(Region.USE_PREF_SIZE);
        speed.setAccessibleText(Messages.get("replay.speed"));
        speed.getItems().setAll(Playback.SPEEDS);
        speed.setValue(1.0);
        speed.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Double factor) {
                return factor == null ? "" : (factor < 1 ? factor.toString() : Long.toString(Math.round(factor))) + "×";
            }

            @Override
            public Double fromString(String text) {
                throw new UnsupportedOperationException("not editable");
            }
        });
        speed.valueProperty().addListener((property, before, factor) -> {
            if (playback != null && !updating) {
                playback.speed(factor);
            }
        });
        position.setId("replay-position");
        position.setAccessibleText(Messages.get("replay.position"));
        position.setTooltip(new Tooltip(Messages.get("replay.position")));
        HBox.setHgrow(position, Priority.ALWAYS);
        position.valueProperty().addListener((property, before, value) -> {
            if (playback != null && !updating && !position.isValueChanging()) {
                seek(value.doubleValue());
            }
        });
        position.valueChangingProperty().addListener((property, before, changing) -> {
            if (!changing) {
                seek(position.getValue());
            }
        });
        time.setId("replay-time");
        time.setMinWidth(Region.USE_PREF_SIZE);
        root.setVisible(false);
        root.setManaged(false);
    }

    private void seek(double fraction) {
        Playback to = playback;
        if (to != null) {
            Playback.State state = to.state();
            to.seek(state.startMillis() + Math.round(fraction * (state.endMillis() - state.startMillis())));
        }
    }

    void refresh(@Nullable Playback current, boolean ended) {
        playback = current;
        root.setVisible(current != null);
        root.setManaged(current != null);
        if (current == null) {
            return;
        }
        Playback.State state = current.state();
        long length = Math.max(1, state.endMillis() - state.startMillis());
        updating = true;
        speed.setValue(state.speed());
        if (!position.isValueChanging()) {
            position.setValue(ended ? 1 : Math.min(1, (state.millis() - state.startMillis()) / (double) length));
        }
        updating = false;
        time.setText(
                state.startMillis() == 0
                        ? ""
                        : Messages.get(
                                "replay.time",
                                TIME.format(Instant.ofEpochMilli(state.millis())),
                                DisplayFormat.duration(state.millis() - state.startMillis()),
                                DisplayFormat.duration(length)));
    }

    Node root() {
        return root;
    }
}
