package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Settings;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;

/** Divides the window between the table, the tabs below it and, while shown, the details beside both. Kept in the settings. */
final class WindowLayout {
    private static final double TABS_MIN_HEIGHT = 90;
    private static final double TABLE_HEIGHT = 0.68;
    private static final double TABLE_WIDTH = 0.66;

    private final Settings settings;
    private final Node details;
    private final TabPane tabs = new TabPane();
    private final SplitPane vertical = new SplitPane();
    private final SplitPane horizontal = new SplitPane();

    WindowLayout(Settings settings, Node table, Node details) {
        this.settings = settings;
        this.details = details;
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.getStyleClass().add(Styles.DENSE);
        tabs.setMinHeight(TABS_MIN_HEIGHT);
        tabs.setAccessibleText(Messages.get("tabs.accessible"));
        vertical.setOrientation(Orientation.VERTICAL);
        vertical.getItems().addAll(table, tabs);
        vertical.setDividerPositions(settings.number("divider.vertical", TABLE_HEIGHT));
        SplitPane.setResizableWithParent(tabs, false);
        horizontal.getItems().add(vertical);
        SplitPane.setResizableWithParent(details, false);
    }

    /** Adds a tab; selecting it with the keyboard focuses {@code focused}. */
    Tab tab(String name, Node content, Node focused) {
        Tab tab = new Tab(Messages.get("tab." + name), content);
        tab.setUserData(focused);
        tab.setId("tab-" + name);
        tabs.getTabs().add(tab);
        return tab;
    }

    void showTab(int index) {
        tabs.getSelectionModel().select(index);
        if (tabs.getTabs().get(index).getUserData() instanceof Node focused) {
            focused.requestFocus();
        }
    }

    void showDetails() {
        if (!horizontal.getItems().contains(details)) {
            horizontal.getItems().add(details);
            horizontal.setDividerPositions(settings.number("divider.horizontal", TABLE_WIDTH));
        }
    }

    void hideDetails() {
        if (horizontal.getItems().contains(details)) {
            rememberDetails();
            horizontal.getItems().remove(details);
        }
    }

    private void rememberDetails() {
        if (horizontal.getDividerPositions().length > 0) {
            settings.put("divider.horizontal", horizontal.getDividerPositions()[0]);
        }
    }

    void remember() {
        rememberDetails();
        settings.put("divider.vertical", vertical.getDividerPositions()[0]);
    }

    Node root() {
        return horizontal;
    }
}
