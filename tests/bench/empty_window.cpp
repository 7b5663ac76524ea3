// What a cold start is measured against: a Qt Widgets program with one empty window of our size.
// See cold_start.py.
#include <QApplication>
#include <QWidget>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QWidget window;
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
