package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.Direction;
import java.util.function.Consumer;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;

/** The menu that chooses the direction of traffic, the times before it, and whether long rows are wrapped. */
final class ViewMenu {
    private final MenuButton button = new MenuButton(Messages.get("follow.view"));
    private final CheckMenuItem wrap = new CheckMenuItem(Messages.get("follow.wrap"));
    private Direction direction = Direction.BOTH;

    /**
     * Creates the menu.
     *
     * @param changed called when another direction is chosen, or wrapping
     * @param times called with the times that are chosen
     */
    ViewMenu(Runnable changed, Consumer<TimeStyle> times) {
        button.setId("follow-view");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(Messages.get("follow.view.accessible"));
        button.setTooltip(new Tooltip(Messages.get("follow.view.accessible")));
        ToggleGroup directions = new ToggleGroup();
        for (Direction each : Direction.values()) {
            RadioMenuItem item = item("follow.direction." + each, directions, each == direction);
            item.setOnAction(event -> {
                direction = each;
                changed.run();
            });
        }
        button.getItems().add(new SeparatorMenuItem());
        ToggleGroup styles = new ToggleGroup();
        for (TimeStyle each : TimeStyle.values()) {
            item("follow.times." + each, styles, each == TimeStyle.LOCAL).setOnAction(event -> times.accept(each));
        }
        wrap.setId("follow-wrap");
        wrap.setOnAction(event -> changed.run());
        button.getItems().addAll(new SeparatorMenuItem(), wrap);
    }

    private RadioMenuItem item(String key, ToggleGroup group, boolean selected) {
        RadioMenuItem item = new RadioMenuItem(Messages.get(key));
        item.setId(key.replace('.', '-'));
        item.setToggleGroup(group);
        item.setSelected(selected);
        button.getItems().add(item);
        return item;
    }

    Direction direction() {
        return direction;
    }

    boolean wraps() {
        return wrap.isSelected();
    }

    MenuButton button() {
        return button;
    }
}
