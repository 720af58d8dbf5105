package dev.futurewire.monitor;

import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;

/** The monitor's window. */
public final class MonitorApp extends Application {
    /** For JavaFX, which creates the application itself. */
    public MonitorApp() {}

    @Override
    public void start(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        Label label = new Label("No connections yet");
        label.setId("empty");
        stage.setTitle("Futurewire monitor");
        stage.setScene(new Scene(new BorderPane(label), 1100, 700));
        // JavaFX 21 opens a 200x200 window under some window managers, whatever size the scene asks for.
        stage.setOnShown(event -> Platform.runLater(stage::sizeToScene));
        stage.show();
    }
}
