package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
final class MonitorAppTest {
    @Start
    void start(Stage stage) {
        new MonitorApp().start(stage);
    }

    @Test
    void opensItsWindow(FxRobot robot) {
        Label label = robot.lookup("#empty").queryAs(Label.class);
        robot.clickOn(label);

        assertThat(label.isVisible()).isTrue();
        assertThat(label.getScene().getWidth()).isEqualTo(1100);
    }
}
