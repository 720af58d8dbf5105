package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.PopupWindow;

/** The toolbar: a button for each server, the most frequent actions, and the menu of all actions. */
final class WindowToolbar {
    private final List<WindowAction> actions;
    private final HBox root;

    WindowToolbar(Node servers, Node recording, BooleanProperty paused, List<WindowAction> actions) {
        this.actions = actions;
        Button attach = button("attach");
        ToggleButton pause = new ToggleButton(Messages.get("toolbar.pause"));
        pause.setId("pause");
        pause.selectedProperty().bindBidirectional(paused);
        pause.setTooltip(new Tooltip(Messages.get("toolbar.pause.tip")));
        Button demonstration = button("demo");
        // The servers get what the other buttons leave.
        HBox.setHgrow(servers, Priority.ALWAYS);
        root = new HBox(servers, recording, attach, pause, demonstration, menuButton());
        for (Node node : root.getChildren()) {
            if (node instanceof Region region && region != servers) {
                region.setMinWidth(Region.USE_PREF_SIZE);
            }
        }
        root.getStyleClass().add("toolbar");
        root.setAlignment(Pos.CENTER_LEFT);
    }

    private Button button(String action) {
        Button button = new Button(Messages.get("toolbar." + action));
        button.setId(action);
        WindowAction found = actions.stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow();
        button.setOnAction(event -> found.run());
        return button;
    }

    private Button menuButton() {
        Button button = new Button("☰");
        button.setId("menu");
        button.setAccessibleText(Messages.get("toolbar.menu"));
        button.setTooltip(new Tooltip(Messages.get("toolbar.menu")));
        ContextMenu items = menu();
        items.setAnchorLocation(PopupWindow.AnchorLocation.CONTENT_TOP_RIGHT); // opens towards the inside of the window
        button.setOnAction(event -> {
            Bounds bounds = button.localToScreen(button.getBoundsInLocal());
            items.show(button, bounds.getMaxX(), bounds.getMaxY());
        });
        return button;
    }

    private ContextMenu menu() {
        ContextMenu menu = new ContextMenu();
        Menu group = new Menu();
        for (WindowAction action : actions) {
            if (WindowActions.GROUP_STARTS.contains(action.name())) {
                group = new Menu(Messages.get("menu." + action.name()));
                menu.getItems().add(group);
            }
            group.getItems().add(action.menuItem());
        }
        return menu;
    }

    Node root() {
        return root;
    }
}
